using System.Runtime.InteropServices;

namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>
/// Searches for values of all fields that are not in different elements of the same array. For the remaining fields, only the position in
/// their own arrays matters: a position that failed before is not tried again. Fields of an array are adjacent, so there are no more such
/// positions than elements, and the time grows with fields, positions and values, and not with their products.
/// </summary>
internal sealed class ArraySearch
{
    private readonly IReadOnlyList<BoundField> _fields;

    /// <summary>For each field, the arrays of its own and of later fields.</summary>
    private readonly HashSet<int>[] _arrays;

    private readonly HashSet<Place> _failed = [];

    public ArraySearch(IReadOnlyList<BoundField> fields)
    {
        _fields = fields;
        _arrays = new HashSet<int>[fields.Count];
        HashSet<int> later = [];
        for (var index = fields.Count - 1; index >= 0; index--)
        {
            fields[index].AddArraysTo(later);
            _arrays[index] = [.. later];
        }
    }

    public bool Matches() => MatchesFrom(0, position: null);

    private bool MatchesFrom(int index, ArrayPosition? position)
    {
        if (index == _fields.Count)
            return true;

        var here = ArrayPosition.Within(_arrays[index], position);
        var place = new Place(index, here?.ToString() ?? "");
        if (_failed.Contains(place))
            return false;
        if (_fields[index].IsAbsentAt(here) && MatchesFrom(index + 1, here))
            return true;
        foreach (var where in _fields[index].Matching)
        {
            if (ArrayPosition.TryCombine(here, where, out var both) && MatchesFrom(index + 1, both))
                return true;
        }

        _failed.Add(place);
        return false;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Place(int Index, string Position);
}
