namespace Workers.DeadLetters.Tests;

public sealed class DeadLetterCauseTests
{
    [Fact]
    public void The_cause_is_what_the_worker_wrote_with_ids_and_numbers_masked()
    {
        var letter = ExampleDeadLetters.Event(
            "{}",
            ("DeadLetterReason", "max-failures"), ("ExceptionType", "System.TimeoutException"), ("ExceptionMessage", "Order 17."), ("WorkerVersion", "1.2.0"));

        Assert.Equal(
            new DeadLetterCause("max-failures", "System.TimeoutException", "Order #.", "OrderCreated", "1.2.0"), DeadLetterCause.Of(letter));
    }

    [Fact]
    public void Each_version_of_a_worker_is_a_cause_of_its_own() => Assert.NotEqual(
        DeadLetterCause.Of(ExampleDeadLetters.Event("{}", ("WorkerVersion", "1"))).GroupId,
        DeadLetterCause.Of(ExampleDeadLetters.Event("{}", ("WorkerVersion", "2"))).GroupId);

    [Fact]
    public void A_message_that_SQS_moved_has_no_cause_of_an_earlier_failure()
    {
        var letter = ExampleDeadLetters.Event("{}", ("DeadLetterReason", "max-failures"), ("WorkerVersion", "1")) with { SourceArn = "arn:aws:sqs:eu-west-1:1:q" };

        Assert.Equal(new DeadLetterCause(DeadLetterCause.MovedBySqs, null, null, "OrderCreated", null), DeadLetterCause.Of(letter));
    }

    [Fact]
    public void An_undelivered_event_has_the_error_of_EventBridge()
    {
        var cause = DeadLetterCause.Of(ExampleDeadLetters.Event("{}", ("ERROR_CODE", "NO_PERMISSIONS"), ("ERROR_MESSAGE", "Not 1.")));

        Assert.Equal(("NO_PERMISSIONS", "Not #."), (cause.Reason, cause.Message));
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[1]")]
    [InlineData("\"\\ud800\"")]
    public void Any_other_message_has_no_reason_and_no_event(string body) => Assert.Equal(
        new DeadLetterCause(DeadLetterCause.NoReason, null, null, null, null), DeadLetterCause.Of(ExampleDeadLetters.Create(body)));
}
