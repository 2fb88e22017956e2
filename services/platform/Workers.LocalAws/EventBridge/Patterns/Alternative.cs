namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>
/// One way for a pattern to match: conditions on fields that must all hold. Without <c>$or</c> there is just one. Fields come in the order of
/// their names, so that those within an array stand together.
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

/// <summary>Where in an event a pattern's conditions on one field hold.</summary>
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

    /// <summary>The positions of values that match.</summary>
    public List<ArrayPosition?> Matching { get; } = [];

    /// <summary>Whether no position of others can help.</summary>
    public bool HoldsNowhere => Matching.Count == 0 && !_wantsAbsence;

    /// <summary>Whether it holds whatever the positions of others: a value that matches stands in no array, or there is no value at all.</summary>
    public bool HoldsAnywhere => Matching.Contains(null) || (_wantsAbsence && _leaves.Count == 0);

    /// <summary>Inside an array, a field is absent when the element that the other fields were found in lacks it.</summary>
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

    /// <summary>Adds the arrays that its values stand in.</summary>
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
