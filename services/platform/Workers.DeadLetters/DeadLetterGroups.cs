namespace Workers.DeadLetters;

/// <summary>Messages with the same cause.</summary>
/// <typeparam name="TExample">What is kept of a message as an example.</typeparam>
/// <param name="Cause">The cause.</param>
/// <param name="Count">Number of messages.</param>
/// <param name="FirstAt">Time of the first failure.</param>
/// <param name="LastAt">Time of the last failure.</param>
/// <param name="Example">The message that failed last.</param>
public sealed record DeadLetterGroup<TExample>(
    DeadLetterCause Cause, int Count, DateTimeOffset FirstAt, DateTimeOffset LastAt, TExample Example);

/// <summary>Groups messages by cause. Its memory grows with the number of causes, up to a limit, not with the number of messages.</summary>
/// <typeparam name="TExample">What is kept of a message as an example.</typeparam>
/// <param name="maximum">Maximum number of groups, at least 1; 10,000 by default. Messages with further causes are only counted.</param>
public sealed class DeadLetterGroups<TExample>(int maximum = 10_000)
{
    private readonly Dictionary<string, DeadLetterGroup<TExample>> _groups = new(StringComparer.Ordinal);

    /// <summary>Number of all messages.</summary>
    public int Count { get; private set; }

    /// <summary>Number of messages in no group, because there are more causes than groups.</summary>
    public int Ungrouped { get; private set; }

    /// <summary>The groups, the largest first.</summary>
    public IReadOnlyList<DeadLetterGroup<TExample>> Largest =>
        [.. _groups.Values.OrderByDescending(group => group.Count).ThenBy(group => group.Cause.GroupId, StringComparer.Ordinal)];

    /// <summary>Adds a message.</summary>
    /// <param name="cause">Its cause.</param>
    /// <param name="failedAt">The time of its failure.</param>
    /// <param name="example">What is kept if no later message of its group is added.</param>
    public void Add(DeadLetterCause cause, DateTimeOffset failedAt, TExample example)
    {
        ArgumentNullException.ThrowIfNull(cause);
        Count++;
        if (_groups.TryGetValue(cause.GroupId, out var group))
        {
            _groups[cause.GroupId] = group with
            {
                Count = group.Count + 1,
                FirstAt = failedAt < group.FirstAt ? failedAt : group.FirstAt,
                LastAt = failedAt > group.LastAt ? failedAt : group.LastAt,
                Example = failedAt >= group.LastAt ? example : group.Example,
            };
        }
        else if (_groups.Count < maximum)
            _groups[cause.GroupId] = new(cause, Count: 1, failedAt, failedAt, example);
        else
            Ungrouped++;
    }
}
