namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>
/// The fields of a pattern, as a tree of names, so that the rest of an event is skipped unread. A dot in a name is a separator, too: for
/// Event Ruler, <c>{"a.b": …}</c> and <c>{"a": {"b": …}}</c> are the same field.
/// </summary>
internal sealed class PathNode
{
    private readonly Dictionary<string, PathNode> _children = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PathNode>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public PathNode() => _lookup = _children.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Number of the field that ends here, or -1.</summary>
    public int Field { get; private set; } = -1;

    public bool HasChildren => _children.Count > 0;

    /// <summary>Adds the field if it is new, and returns its number.</summary>
    public int Add(string path, ref int count)
    {
        var node = this;
        foreach (var step in path.Split('.'))
        {
            if (!node._children.TryGetValue(step, out var child))
                node._children.Add(step, child = new PathNode());
            node = child;
        }

        if (node.Field < 0)
            node.Field = count++;
        return node.Field;
    }

    public PathNode? Find(ReadOnlySpan<char> name)
    {
        var node = this;
        while (node is not null)
        {
            var dot = name.IndexOf('.');
            node = node._lookup.TryGetValue(dot < 0 ? name : name[..dot], out var child) ? child : null;
            if (dot < 0)
                break;
            name = name[(dot + 1)..];
        }

        return node;
    }
}
