namespace Workers.DeadLetters.Tests;

public sealed class DeadLetterGroupsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_group_has_the_times_of_its_failures_and_the_last_as_its_example()
    {
        var groups = new DeadLetterGroups<string>();
        groups.Add(Cause("a"), Noon, "first");
        groups.Add(Cause("a"), Noon.AddHours(2), "last");
        groups.Add(Cause("a"), Noon.AddHours(1), "middle");

        Assert.Equal(new DeadLetterGroup<string>(Cause("a"), 3, Noon, Noon.AddHours(2), "last"), Assert.Single(groups.Largest));
    }

    [Fact]
    public void The_largest_group_is_first()
    {
        var groups = new DeadLetterGroups<string>();
        foreach (var reason in new[] { "a", "b", "b", "c", "b", "c" })
            groups.Add(Cause(reason), Noon, reason);

        Assert.Equal(["b", "c", "a"], groups.Largest.Select(group => group.Example));
    }

    [Fact]
    public void Messages_with_more_causes_than_groups_are_only_counted()
    {
        var groups = new DeadLetterGroups<string>(maximum: 2);
        foreach (var reason in new[] { "a", "b", "c", "d", "a" })
            groups.Add(Cause(reason), Noon, reason);

        Assert.Equal((5, 2, 2), (groups.Count, groups.Ungrouped, groups.Largest.Count));
    }

    private static DeadLetterCause Cause(string reason) => new(reason, null, null, null, null);
}
