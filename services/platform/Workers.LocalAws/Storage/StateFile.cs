using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workers.LocalAws.Storage;

/// <summary>A part of a server's state, which has a file.</summary>
internal interface IStateFile
{
    /// <summary>Restores the state from the file, if there is one.</summary>
    /// <exception cref="DataDirectoryException">The file is not a valid one of this version, region and account.</exception>
    void Load();

    /// <summary>Copies the state; the result writes the copy to the file. Null if nothing has changed since it was last written.</summary>
    Action? Copy();
}

/// <param name="directory">The directory of the file.</param>
/// <param name="name">Its name.</param>
/// <param name="options">The server's options: their region and account are in the ARNs of the state.</param>
/// <param name="changes">The changes of this part.</param>
/// <param name="copy">Copies the state.</param>
/// <param name="restore">Restores the state.</param>
internal sealed class StateFile<TState>(
    DataDirectory directory, string name, LocalAwsOptions options, ChangeCounter changes, Func<TState> copy, Action<TState> restore)
    : IStateFile
{
    private const int Format = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter() },
    };

    private long _written;

    public void Load()
    {
        var path = directory.In(name);
        try
        {
            if (!File.Exists(path))
                return;
            // The version first: the rest of another version may look different.
            Check(Read<StateHeader>(path));
            restore(Read<StateDocument<TState>>(path).State);
        }
        catch (Exception error) when (error is not DataDirectoryException)
        {
            throw Invalid(error.Message, error);
        }
    }

    public Action? Copy()
    {
        var count = changes.Count;
        if (count == _written)
            return null;
        var document = new StateDocument<TState>(Format, options.Region, options.AccountId, copy());
        return () =>
        {
            directory.Replace(name, stream => JsonSerializer.Serialize(stream, document, Json));
            _written = count;
        };
    }

    private static T Read<T>(string path)
    {
        using var stream = File.OpenRead(path);
        return JsonSerializer.Deserialize<T>(stream, Json) ?? throw new JsonException("It is null.");
    }

    private void Check(StateHeader header)
    {
        if (header.Format != Format)
            throw Invalid($"it has format {header.Format}, and this LocalAws reads format {Format}");
        if ((header.Region, header.AccountId) != (options.Region, options.AccountId))
        {
            throw new DataDirectoryException(
                $"The file {directory.In(name)} is of region {header.Region} and account {header.AccountId}: start with --region {header.Region} "
                + $"and --account {header.AccountId}, or choose another directory with --data.");
        }
    }

    private DataDirectoryException Invalid(string reason, Exception? cause = null) => new(
        $"The file {directory.In(name)} cannot be read ({reason.TrimEnd('.')}): restore it, or delete it to start without its content.",
        cause);
}

/// <summary>The members of a file that every version has.</summary>
internal sealed record StateHeader(int Format, string Region, string AccountId);

/// <summary>A file.</summary>
internal sealed record StateDocument<TState>(int Format, string Region, string AccountId, TState State);
