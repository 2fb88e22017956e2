namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>One way for a pattern to match: conditions on fields that must all hold. Without <c>$or</c> there is just one.</summary>
internal sealed class Alternative(IReadOnlyList<(int Field, Condition[] Conditions)> wanted)
{
    public bool Matches(EventFields fields) => MatchesFrom(0, fields, position: null);

    private bool MatchesFrom(int index, EventFields fields, ArrayPosition? position)
    {
        if (index == wanted.Count)
            return true;

        var (field, conditions) = wanted[index];
        if (Array.Exists(conditions, condition => condition.WantsAbsence) && IsAbsent(fields, field, position)
            && MatchesFrom(index + 1, fields, position))
        {
            return true;
        }

        foreach (var (leaf, where) in fields[field])
        {
            if (AnyMatches(conditions, leaf)
                && ArrayPosition.TryCombine(position, where, out var both)
                && MatchesFrom(index + 1, fields, both))
            {
                return true;
            }
        }

        return false;
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

    /// <summary>Inside an array, a field is absent when the element that the other fields were found in lacks it.</summary>
    private static bool IsAbsent(EventFields fields, int field, ArrayPosition? position)
    {
        foreach (var (_, where) in fields[field])
        {
            if (ArrayPosition.TryCombine(position, where, out _))
                return false;
        }

        return true;
    }
}
