using System.Globalization;
using Workers.Cli.Queues;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Doctor;

/// <summary>Checks the queues of the workers.</summary>
internal static class QueueChecks
{
    /// <summary>The largest message (Amazon SQS Developer Guide, "Message quotas").</summary>
    private const int MaxSize = 1_048_576;

    public static IEnumerable<Finding> Find(Examination examined, Remedies remedies) =>
        examined.Workers.SelectMany(worker => worker.Queue is { } queue
            ? OfQueue(examined, worker, queue, remedies)
            : [Error(worker, worker.Name, "It does not exist.", "EventBridge cannot deliver the worker's events, and the worker does not start.", remedies)]);

    private static IEnumerable<Finding> OfQueue(Examination examined, ExpectedWorker worker, FoundQueue queue, Remedies remedies)
    {
        foreach (var rule in worker.Rules)
        {
            if (QueueAccess.Problem(queue, rule.Arn) is { } problem)
                yield return Error(worker, queue.Name, problem, "Its events go to the rule's dead-letter queue after a day, or are gone.", remedies);
        }

        if (EncryptionProblem(queue) is { } encryption)
            yield return encryption;
        if (queue.DeadLetterArn is not { } arn)
            yield return Error(
                worker, queue.Name, "It has no dead-letter queue.", "A message that always fails is received again until its retention ends, and is then gone.", remedies);
        else if (examined.QueueOf(arn) is not { } deadLetters)
            yield return Error(worker, queue.Name, $"Its dead-letter queue {arn} does not exist.", "The worker does not start, and SQS keeps failing messages in the queue.", remedies);
        else
        {
            foreach (var finding in OfPair(worker, queue, deadLetters, remedies))
                yield return finding;
        }

        foreach (var finding in Differences(worker, queue, remedies))
            yield return finding;
    }

    private static IEnumerable<Finding> OfPair(ExpectedWorker worker, FoundQueue queue, FoundQueue deadLetters, Remedies remedies)
    {
        // A message that SQS moves keeps the time at which it was sent.
        if (Retention(deadLetters) < Retention(queue))
            yield return Error(
                worker, deadLetters.Name, $"It keeps messages for {Days(Retention(deadLetters))}, and {queue.Name} for {Days(Retention(queue))}.",
                "SQS deletes dead letters soon after it has moved them, or at once.", remedies);
        else if (Retention(deadLetters) < QueueTopology.MessageRetention)
            yield return Warning(
                worker, deadLetters.Name, $"It keeps messages for {Days(Retention(deadLetters))}; {Days(QueueTopology.MessageRetention)} are possible.", "SQS deletes dead letters that nobody has looked at.", remedies);
        if (deadLetters.Attributes.GetValueOrDefault("RedriveAllowPolicy")?.Contains("denyAll", StringComparison.Ordinal) == true)
            yield return new Finding(
                Severity.Error, $"queue {deadLetters.Name}", "Its RedriveAllowPolicy denies all sources.", $"SQS cannot move messages of {queue.Name} to it.",
                $"aws sqs set-queue-attributes --queue-url {deadLetters.Url} --attributes RedriveAllowPolicy=");
        if (deadLetters.DeadLetterArn is not null)
            yield return Warning(
                worker, deadLetters.Name, "It has a redrive policy itself.", "SQS moves a message away that is read too often.", remedies);
        if (worker.Subscription is { } expected && deadLetters.Name != expected.DeadLetterQueue)
            yield return Warning(worker, queue.Name, $"Its dead-letter queue is {deadLetters.Name} and not {expected.DeadLetterQueue}.", "Alarms on the other do not fire.", remedies);
    }

    private static IEnumerable<Finding> Differences(ExpectedWorker worker, FoundQueue queue, Remedies remedies)
    {
        if (Retention(queue) < QueueTopology.MessageRetention)
            yield return Warning(
                worker, queue.Name, $"It keeps messages for {Days(Retention(queue))}; {Days(QueueTopology.MessageRetention)} are possible.", "In a longer outage of the worker SQS deletes events without a trace.", remedies);
        if (Seconds(queue, "DelaySeconds") is > 0 and var delay)
            yield return Unset(queue, $"It delays each message by {delay} s.", "Every event waits for so long.", "DelaySeconds=0");
        if (Seconds(queue, "MaximumMessageSize") is < MaxSize and var size)
            yield return Unset(queue, $"It takes messages of up to {size} bytes; {MaxSize} are possible.", "Larger events go to the rule's dead-letter queue, or are gone.", $"MaximumMessageSize={MaxSize}");
        if (worker.Subscription is not { } expected)
            yield break;
        if (RedrivePolicy.MaxReceiveCount(queue.Attributes.GetValueOrDefault("RedrivePolicy")) is { } count && count != expected.RedriveMaxReceiveCount)
            yield return Warning(
                worker, queue.Name, $"Its maxReceiveCount is {count}; maxFailures and redriveHeadroom of subscription.json make {expected.RedriveMaxReceiveCount}.",
                count < expected.RedriveMaxReceiveCount
                    ? "SQS moves messages before the worker does, and they have no reason."
                    : "A message that crashes the worker is received more often than it should be.",
                remedies);
        if (Seconds(queue, "VisibilityTimeout") is { } visibility && visibility != expected.VisibilityTimeoutSeconds)
            yield return Warning(
                worker, queue.Name, $"Its visibility timeout is {visibility} s; subscription.json says {expected.VisibilityTimeoutSeconds} s.",
                "After a crash its messages come back sooner or later than expected.", remedies);
    }

    /// <summary>A key that EventBridge may not be able to use; null if there is none.</summary>
    public static Finding? EncryptionProblem(FoundQueue queue) => queue.Attributes.GetValueOrDefault("KmsMasterKeyId") switch
    {
        null or "" => null,
        "alias/aws/sqs" => new Finding(
            Severity.Error, $"queue {queue.Name}", "It is encrypted with the AWS managed key alias/aws/sqs.", "EventBridge may not use that key: its events never arrive.",
            $"aws sqs set-queue-attributes --queue-url {queue.Url} --attributes SqsManagedSseEnabled=true"),
        var key => new Finding(
            Severity.Warning, $"queue {queue.Name}", $"It is encrypted with the key {key}.",
            "If the key's policy does not allow events.amazonaws.com kms:Decrypt and kms:GenerateDataKey, its events never arrive.",
            $"aws kms get-key-policy --key-id {key} --policy-name default"),
    };

    private static Finding Unset(FoundQueue queue, string problem, string consequence, string attribute) => new(
        Severity.Warning, $"queue {queue.Name}", problem, consequence, $"aws sqs set-queue-attributes --queue-url {queue.Url} --attributes {attribute}");

    private static TimeSpan Retention(FoundQueue queue) => TimeSpan.FromSeconds(Seconds(queue, "MessageRetentionPeriod") ?? 345_600);

    private static int? Seconds(FoundQueue queue, string attribute) =>
        int.TryParse(queue.Attributes.GetValueOrDefault(attribute), CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    private static string Days(TimeSpan time) =>
        time >= TimeSpan.FromDays(1) ? $"{time.TotalDays.ToString("0.#", CultureInfo.InvariantCulture)} days" : $"{time.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture)} minutes";

    private static Finding Error(ExpectedWorker worker, string queue, string problem, string consequence, Remedies remedies) =>
        new(Severity.Error, $"queue {queue}", problem, consequence, remedies.Provision) { Fix = worker.Subscription is null ? null : worker };

    private static Finding Warning(ExpectedWorker worker, string queue, string problem, string consequence, Remedies remedies) =>
        Error(worker, queue, problem, consequence, remedies) with { Severity = Severity.Warning };
}
