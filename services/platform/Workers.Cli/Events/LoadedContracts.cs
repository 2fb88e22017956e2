using System.Reflection;
using System.Runtime.Loader;
using Workers.Cli.Doctor;
using Workers.Contracts;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Topology;

namespace Workers.Cli.Events;

/// <summary>The contracts in compiled assemblies, to check events as a worker does.</summary>
internal sealed class LoadedContracts
{
    private readonly Dictionary<EventName, Type> _types = [];

    /// <summary>The names of the contracts.</summary>
    public IReadOnlyCollection<EventName> Names => _types.Keys;

    /// <param name="files">Assemblies; empty for those of the current folder.</param>
    /// <exception cref="CliException">An assembly cannot be loaded.</exception>
    public static LoadedContracts Load(IReadOnlyList<string> files)
    {
        var contracts = new LoadedContracts();
        foreach (var file in files.Count > 0 ? files : ContractFiles.Find())
        {
            foreach (var type in TypesIn(file))
            {
                if (type.GetCustomAttribute<EventAttribute>() is { } name)
                    contracts._types[new EventName(name.Source, name.DetailType, name.Version)] = type;
            }
        }

        return contracts;
    }

    /// <summary>The contract of this detail type, or of <c>source/detail-type</c>, the latest version first.</summary>
    /// <exception cref="CliException">There is none, or there are several sources.</exception>
    public (EventName Name, Type Type) Get(string name)
    {
        var found = _types.Where(one => one.Key.DetailType == name || $"{one.Key.Source}/{one.Key.DetailType}" == name).OrderByDescending(one => one.Key.Version).ToList();
        return found.Select(one => one.Key.Source).Distinct(StringComparer.Ordinal).Count() switch
        {
            1 => (found[0].Key, found[0].Value),
            0 => throw new CliException(
                _types.Count == 0 ? "No contracts are known: build them, or name their assemblies with --contracts." : $"There is no contract '{name}'. There are: {string.Join(", ", Names.Order(Comparer<EventName>.Create((one, other) => string.CompareOrdinal($"{one}", $"{other}"))))}."),
            _ => throw new CliException($"There are several contracts '{name}': name one of {string.Join(", ", found.Select(one => $"{one.Key.Source}/{one.Key.DetailType}"))}."),
        };
    }

    /// <summary>What a worker would refuse of an event; null if it accepts it, or the contract is unknown.</summary>
    public string? Problem(ReadOnlyMemory<byte> envelope)
    {
        try
        {
            var read = EnvelopeReader.Read(envelope);
            if (_types.TryGetValue(read.Name, out var type))
                ContractReader.Read(read, type, EventJson.Options);
            return null;
        }
        catch (PoisonEventException error)
        {
            return error.Message;
        }
    }

    /// <summary>Whether the contract of an event is known.</summary>
    public bool Knows(EventName name) => _types.ContainsKey(name);

    private static Type[] TypesIn(string file)
    {
        try
        {
            return new Context(Path.GetFullPath(file)).LoadFromAssemblyPath(Path.GetFullPath(file)).GetTypes();
        }
        catch (Exception error) when (error is IOException or BadImageFormatException or ReflectionTypeLoadException)
        {
            throw new CliException($"--contracts {file}: {error.Message}", error);
        }
    }

    /// <summary>Takes what this program has, such as the attribute, and the rest from the assembly's folder.</summary>
    private sealed class Context(string file) : AssemblyLoadContext(name: null)
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            try
            {
                return Default.LoadFromAssemblyName(assemblyName);
            }
            catch (IOException)
            {
                var beside = Path.Combine(Path.GetDirectoryName(file)!, assemblyName.Name + ".dll");
                return File.Exists(beside) ? LoadFromAssemblyPath(beside) : null;
            }
        }
    }
}
