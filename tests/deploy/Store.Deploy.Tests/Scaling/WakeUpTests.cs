using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Scaling;

/// <summary>What the wake-up alarm of the templates does, in a model of CloudWatch alarms.</summary>
public sealed class WakeUpTests(Synthesized synthesized)
{
    private const int Arrival = 20;
    private const int Never = 1000;

    /// <summary>
    /// Minutes until SQS and Container Insights have reported, whether the latter reports a service without tasks, and the minutes without a
    /// report of a queue that was inactive before.
    /// </summary>
    public static TheoryData<int, int, bool, int> Delays => new(
        from sqs in new[] { 0, 1, 3 }
        from insights in Enumerable.Range(0, 5)
        from reportsNone in new[] { true, false }
        from quiet in new[] { 0, 15 }
        select (sqs, insights, reportsNone, quiet));

    [Theory]
    [MemberData(nameof(Delays))]
    public void A_message_starts_one_task_within_five_minutes_after_SQS_has_reported_it(int sqs, int insights, bool reportsNone, int quiet)
    {
        var desired = Run(Policy(), sqs, insights, reportsNone, quiet, tasks: 0, start: 3, throughput: 10, Arrival);

        Assert.Equal([0, 1], desired.Distinct().Order());
        Assert.InRange(desired.ToList().IndexOf(1), Arrival + sqs + quiet, Arrival + sqs + quiet + 5);
    }

    [Theory]
    [MemberData(nameof(Delays))]
    public void A_task_that_does_not_start_is_not_joined_by_others(int sqs, int insights, bool reportsNone, int quiet) => Assert.Equal(
        1, Run(Policy(), sqs, insights, reportsNone, quiet, tasks: 0, start: Never, throughput: 0, Arrival).Max());

    [Theory]
    [MemberData(nameof(Delays))]
    public void A_service_with_tasks_gets_no_more_even_if_they_do_not_receive(int sqs, int insights, bool reportsNone, int quiet) => Assert.Equal(
        [3], Run(Policy(), sqs, insights, reportsNone, quiet, tasks: 3, start: 3, throughput: 0, Arrival).Distinct());

    [Theory]
    [MemberData(nameof(Delays))]
    public void Nothing_starts_without_a_message(int sqs, int insights, bool reportsNone, int quiet) => Assert.Equal(
        [0], Run(Policy(), sqs, insights, reportsNone, quiet, tasks: 0, start: 3, throughput: 10, Never).Distinct());

    /// <summary>So that the model can fail: running tasks that are reported later than the messages read as none.</summary>
    [Fact]
    public void The_model_shows_that_two_periods_are_fewer_than_the_delay_of_Container_Insights() => Assert.True(
        Run(Policy() with { Periods = 2 }, sqs: 0, insights: 3, reportsNone: true, quiet: 0, tasks: 3, start: 3, throughput: 0, Arrival).Max() > 3);

    private StepScaling Policy() => StepScaling.Read(
        synthesized.Extended.In("thanks", "AWS::CloudWatch::Alarm").Single(alarm => alarm.Text("AlarmName") == "dev-thanks-asleep"),
        synthesized.Extended.In("thanks", "AWS::ApplicationAutoScaling::ScalingPolicy").Single(policy => policy.Text("PolicyType") == "StepScaling"));

    private static IReadOnlyList<int> Run(
        StepScaling policy, int sqs, int insights, bool reportsNone, int quiet, int tasks, int start, double throughput, int arrival) =>
        policy.Simulate(new SimulatedService(tasks, start, throughput), new ScalingMetrics(sqs, insights), reportsNone, arrival, quiet, minutes: 90);
}
