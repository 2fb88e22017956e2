namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>
/// One way for a pattern to match: conditions on fields that must all be true. Without <c>$or</c> there is only one. Fields are sorted by
/// name, so that those within an array are adjacent.
/// </summary>
internal sealed class Alternative(IReadOnlyList<(int Field, Condition[] Conditions)> wanted)
{
    public bool Matches(EventFields fields)
    {
        List<BoundField> bound = [];
        foreach (var (field, conditions) in wanted)
        {
            var candidate = new BoundField(fields[field], conditions);
            if (candidate.HoldsNowhere)
                return false;
            if (!candidate.HoldsAnywhere)
                bound.Add(candidate);
        }

        return bound.Count == 0 || new ArraySearch(bound).Matches();
    }
}

/// <summary>The positions in an event at which a pattern's conditions on one field are true.</summary>
internal sealed class BoundField
{
    private readonly IReadOnlyList<(Leaf Leaf, ArrayPosition? Position)> _leaves;
    private readonly bool _wantsAbsence;

    public BoundField(IReadOnlyList<(Leaf Leaf, ArrayPosition? Position)> leaves, Condition[] conditions)
    {
        _leaves = leaves;
        _wantsAbsence = Array.Exists(conditions, condition => condition.WantsAbsence);
        foreach (var (leaf, position) in leaves)
        {
            if (AnyMatches(conditions, leaf))
                Matching.Add(position);
        }
    }

    /// <summary>The positions of matching values.</summary>
    public List<ArrayPosition?> Matching { get; } = [];

    /// <summary>Whether it cannot match at any position.</summary>
    public bool HoldsNowhere => Matching.Count == 0 && !_wantsAbsence;

    /// <summary>Whether it matches at any position: a matching value is not in an array, or there is no value at all.</summary>
    public bool HoldsAnywhere => Matching.Contains(null) || (_wantsAbsence && _leaves.Count == 0);

    /// <summary>Inside an array, a field is absent if the element of the other fields lacks it.</summary>
    public bool IsAbsentAt(ArrayPosition? position)
    {
        if (!_wantsAbsence)
            return false;
        foreach (var (_, where) in _leaves)
        {
            if (ArrayPosition.TryCombine(position, where, out _))
                return false;
        }

        return true;
    }

    /// <summary>Adds the arrays of its values.</summary>
    public void AddArraysTo(HashSet<int> arrays)
    {
        foreach (var (_, position) in _leaves)
            position?.AddArraysTo(arrays);
    }

    private static bool AnyMatches(Condition[] conditions, in Leaf leaf)
    {
        foreach (var condition in conditions)
        {
            if (condition.Matches(leaf))
                return true;
        }

        return false;
    }
}
