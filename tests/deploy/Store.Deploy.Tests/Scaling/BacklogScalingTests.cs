using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Scaling;

/// <summary>What the scaling policy of the templates does, in a model of target tracking.</summary>
public sealed class BacklogScalingTests(Synthesized synthesized)
{
    private const int MaxTasks = 20;
    private const int Backlog = 1000;
    private const int Begin = 20;

    /// <summary>Minutes until SQS and Container Insights have reported, and until a task has started.</summary>
    public static TheoryData<int, int, int> Delays => new(
        from sqs in Enumerable.Range(0, 4)
        from insights in Enumerable.Range(0, 4)
        from start in new[] { 1, 3, 6 }
        select (sqs, insights, start));

    [Theory]
    [MemberData(nameof(Delays))]
    public void A_thousand_messages_at_a_hundred_for_each_task_take_ten_tasks(int sqs, int insights, int start)
    {
        var desired = Run(Policy(), sqs, insights, start, throughput: 0, minutes: 90);

        Assert.Equal(10, desired.Max());
        Assert.Equal(10, desired[^1]);
    }

    [Theory]
    [MemberData(nameof(Delays))]
    public void It_scales_in_when_the_backlog_is_gone(int sqs, int insights, int start)
    {
        var desired = Run(Policy(), sqs, insights, start, throughput: 10, minutes: 120);

        Assert.InRange(desired.Max(), 9, 10);
        Assert.Equal(1, desired[^1]);
    }

    [Theory]
    [MemberData(nameof(Delays))]
    public void A_backlog_that_doubles_takes_twice_the_tasks(int sqs, int insights, int start)
    {
        var desired = Run(Policy(), sqs, insights, start, throughput: 0, minutes: 120, maxTasks: 100, (Begin + 5, Backlog));

        Assert.Equal(20, desired.Max());
        Assert.Equal(20, desired[^1]);
    }

    /// <summary>So that the model can fail: this is what divides the backlog by tasks that are not there yet.</summary>
    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(0, 2, 3)]
    public void The_model_shows_that_running_tasks_and_a_short_cooldown_go_to_the_maximum(int sqs, int insights, int start)
    {
        var policy = Policy();
        var worse = policy with
        {
            Metrics = policy.Metrics.ToDictionary(
                pair => pair.Key, pair => pair.Value == "DesiredTaskCount" ? "RunningTaskCount" : pair.Value, StringComparer.Ordinal),
            ScaleOutCooldown = 60,
        };

        Assert.Equal(MaxTasks, Run(worse, sqs, insights, start, throughput: 0, minutes: 60).Max());
    }

    /// <summary>The same for the other half: desired tasks that are reported later than the cooldown ends.</summary>
    [Fact]
    public void The_model_shows_that_a_cooldown_shorter_than_the_delay_goes_to_the_maximum() => Assert.Equal(
        MaxTasks, Run(Policy() with { ScaleOutCooldown = 60 }, sqs: 0, insights: 3, start: 3, throughput: 0, minutes: 60).Max());

    private TargetTracking Policy() => TargetTracking.Read(synthesized.Dev.One("payment", "AWS::ApplicationAutoScaling::ScalingPolicy"));

    private static IReadOnlyList<int> Run(
        TargetTracking policy, int sqs, int insights, int start, double throughput, int minutes, int maxTasks = MaxTasks, params (int, int)[] more) =>
        policy.Simulate(
            new SimulatedService(1, start, throughput),
            new ScalingMetrics(sqs, insights),
            maxTasks,
            more.Prepend((Begin, Backlog)).ToDictionary(arrival => arrival.Item1, arrival => arrival.Item2),
            minutes);
}
