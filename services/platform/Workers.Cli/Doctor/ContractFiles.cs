using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Workers.Cli.Commands;
using Workers.EventBridge.Topology;

namespace Workers.Cli.Doctor;

/// <summary>Reads the contracts in a compiled assembly without loading it.</summary>
internal static class ContractFiles
{
    private const string AttributeName = "EventAttribute", AttributeNamespace = "Workers.Contracts";

    /// <summary>The built contracts of the solution: the newest of each <c>contracts/*/bin/**/*.Contracts.dll</c>.</summary>
    public static IReadOnlyList<string> Find() => SolutionFolder.Find("contracts") is not { } contracts
        ? []
        :
        [
            .. Directory.GetDirectories(contracts).Select(folder => Newest(Path.Combine(folder, "bin"), Path.GetFileName(folder) + ".dll")).OfType<string>(),
        ];

    /// <summary>The names of the events in an assembly.</summary>
    /// <exception cref="CliException">It is not an assembly, or cannot be read.</exception>
    public static IReadOnlyList<EventName> Read(string path)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            var metadata = file.GetMetadataReader();
            return [.. metadata.CustomAttributes.Select(metadata.GetCustomAttribute).Where(one => IsEvent(metadata, one)).Select(NameIn)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or BadImageFormatException or InvalidOperationException)
        {
            throw new CliException($"--contracts {path}: {error.Message}", error);
        }
    }

    private static string? Newest(string folder, string name) => !Directory.Exists(folder)
        ? null
        : Directory.EnumerateFiles(folder, name, SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc);

    private static bool IsEvent(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
            return false;
        var parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference)
            return false;
        var type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        return metadata.StringComparer.Equals(type.Name, AttributeName) && metadata.StringComparer.Equals(type.Namespace, AttributeNamespace);
    }

    private static EventName NameIn(CustomAttribute attribute)
    {
        var value = attribute.DecodeValue(PrimitiveTypes.Instance);
        var version = value.NamedArguments.FirstOrDefault(argument => argument.Name == "Version").Value as int? ?? 1;
        return new EventName((string)value.FixedArguments[0].Value!, (string)value.FixedArguments[1].Value!, version);
    }

    /// <summary>The arguments of the attribute are texts and numbers.</summary>
    private sealed class PrimitiveTypes : ICustomAttributeTypeProvider<PrimitiveTypeCode>
    {
        public static readonly PrimitiveTypes Instance = new();

        public PrimitiveTypeCode GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode;

        public PrimitiveTypeCode GetSystemType() => throw new InvalidOperationException("An [Event] has an argument of an unexpected type.");

        public PrimitiveTypeCode GetSZArrayType(PrimitiveTypeCode elementType) => GetSystemType();

        public PrimitiveTypeCode GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => GetSystemType();

        public PrimitiveTypeCode GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => GetSystemType();

        public PrimitiveTypeCode GetTypeFromSerializedName(string name) => GetSystemType();

        public PrimitiveTypeCode GetUnderlyingEnumType(PrimitiveTypeCode type) => type;

        public bool IsSystemType(PrimitiveTypeCode type) => false;
    }
}
