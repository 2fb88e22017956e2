using System.Collections.Frozen;

namespace Workers.LocalAws.Http.Query;

/// <summary>The names of a service in the Query protocol, where they differ from those in JSON.</summary>
internal sealed class QueryNames
{
    public required string XmlNamespace { get; init; }

    /// <summary>The operations that are about no single resource, and not valid at the path of one.</summary>
    public required FrozenSet<string> RootOperations { get; init; }

    /// <summary>The lists of requests: the parameter, such as <c>AttributeName</c>, and the member, such as <c>AttributeNames</c>.</summary>
    public required FrozenDictionary<string, string> InputLists { get; init; }

    /// <summary>
    /// The maps of requests: the parameter, such as <c>Attribute</c>, and the member, such as <c>Attributes</c>. A parameter of one operation
    /// is named with it: <c>CreateQueue.Tag</c>.
    /// </summary>
    public required FrozenDictionary<string, QueryMap> InputMaps { get; init; }

    /// <summary>The parameters that are whole numbers.</summary>
    public required FrozenSet<string> Integers { get; init; }

    /// <summary>The lists of responses: the member and the element of an item, in which <c>*</c> is the operation.</summary>
    public required FrozenDictionary<string, string> OutputLists { get; init; }

    /// <summary>The maps of responses: the member and the element of an entry.</summary>
    public required FrozenDictionary<string, QueryMap> OutputMaps { get; init; }

    /// <summary>The error messages that differ from those in JSON, by code.</summary>
    public required FrozenDictionary<string, string> ErrorMessages { get; init; }
}

/// <summary>A map in the Query protocol.</summary>
/// <param name="Name">Its name in the target format.</param>
/// <param name="Key">The name of a key in the Query protocol.</param>
internal sealed record QueryMap(string Name, string Key);
