using System.Runtime.InteropServices;

namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>
/// The complexity of the wildcards on one field, as Event Ruler defines it: the number of beginnings of all wildcards that a value can match
/// at once.
/// </summary>
internal sealed class RuleComplexity
{
    /// <summary>
    /// AWS does not document its limit. It accepted a rule of complexity 9, and rejected one of 11; 10 is the example of Event Ruler.
    /// </summary>
    private const int Maximum = 10;

    /// <summary>A search through more sets of beginnings takes too long.</summary>
    private const int MaximumSets = 10_000;

    private readonly List<Beginning> _beginnings = [];
    private readonly List<int> _starts = [];

    private RuleComplexity(IEnumerable<Wildcard> wildcards)
    {
        foreach (var wildcard in wildcards)
        {
            _starts.Add(_beginnings.Count);
            var afterWildcard = false;
            // Event Ruler matches a text with its quotes.
            foreach (var symbol in wildcard.Symbols.Prepend('"').Append('"'))
            {
                _beginnings.Add(new Beginning(symbol, afterWildcard, IsWhole: false));
                afterWildcard = symbol is null;
            }

            _beginnings.Add(new Beginning(null, afterWildcard, IsWhole: true));
        }
    }

    /// <exception cref="InvalidEventPatternException">It is too high on a field.</exception>
    public static void Check(IReadOnlyList<Dictionary<string, Condition[]>> alternatives)
    {
        var wildcards = alternatives
            .SelectMany(alternative => alternative)
            .SelectMany(field => field.Value.SelectMany(condition => condition.Wildcards), (field, wildcard) => (field.Key, wildcard));
        foreach (var field in wildcards.GroupBy(one => one.Key, one => one.wildcard, StringComparer.Ordinal))
        {
            if (new RuleComplexity(field.DistinctBy(wildcard => wildcard.Text, StringComparer.Ordinal)).IsTooHigh())
            {
                throw new InvalidEventPatternException(
                    field.Key,
                    "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character");
            }
        }
    }

    private bool IsTooHigh()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<SortedSet<int>>([WithEmptyWildcards(_starts)]);
        while (waiting.TryDequeue(out var matched))
        {
            if (matched.Count(index => !_starts.Contains(index)) > Maximum || seen.Count > MaximumSets)
                return true;
            // Any other character leaves fewer beginnings than these.
            foreach (var character in matched.Select(index => _beginnings[index].Next).Where(next => next is not null).Distinct())
            {
                var next = WithEmptyWildcards(matched.SelectMany(index => After(index, character!.Value)));
                if (seen.Add(string.Join(' ', next)))
                    waiting.Enqueue(next);
            }
        }

        return false;
    }

    private IEnumerable<int> After(int index, char character)
    {
        if (_beginnings[index].AfterWildcard)
            yield return index;
        if (_beginnings[index].Next == character)
            yield return index + 1;
    }

    private SortedSet<int> WithEmptyWildcards(IEnumerable<int> indexes) =>
        [.. indexes.SelectMany<int, int>(index => _beginnings[index] is { Next: null, IsWhole: false } ? [index, index + 1] : [index])];

    /// <summary>A beginning of a wildcard, up to a symbol of it.</summary>
    /// <param name="Next">The next character; null for a wildcard character and at the end.</param>
    /// <param name="AfterWildcard">Whether it ends with a wildcard character, which takes any further character.</param>
    /// <param name="IsWhole">Whether it is the whole wildcard.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Beginning(char? Next, bool AfterWildcard, bool IsWhole);
}
