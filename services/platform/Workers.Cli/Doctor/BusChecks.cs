using Workers.Cli.Queues;

namespace Workers.Cli.Doctor;

/// <summary>Checks the bus and the rules.</summary>
internal static class BusChecks
{
    /// <summary>A day: the default and maximum (Amazon EventBridge User Guide, "How EventBridge retries delivering events").</summary>
    private const int DaySeconds = 86_400;

    /// <summary>What changes the body of a target's events.</summary>
    private static readonly string[] Inputs = ["Input", "InputPath", "InputTransformer"];

    public static IEnumerable<Finding> Find(Examination examined, Remedies remedies)
    {
        if (OtherBus(examined) is { } other)
        {
            yield return new Finding(
                Severity.Error, $"bus {examined.Aws.Bus}", $"The queues belong to bus {other}: their policies let in its rules.", "Their workers get no events of this bus.",
                $"workers doctor --bus {other}. To move the workers to this bus, provision it, and remove the rules of the other.");
            yield break;
        }

        if (examined.HasBus == false)
        {
            yield return new Finding(
                Severity.Error, $"bus {examined.Aws.Bus}", "It does not exist.", "PutEvents answers with success, and every event is gone.", remedies.Provision)
            {
                Fix = examined.Workers.FirstOrDefault(worker => worker.Subscription is not null),
            };
            yield break;
        }

        if (examined.HasBus is null)
            yield break;
        foreach (var finding in examined.Workers.SelectMany(worker => OfWorker(examined, worker, remedies)))
            yield return finding;
    }

    /// <summary>
    /// The bus whose rules all queues let in, if it is another and no rule of this one delivers to them: then the bus is probably mistyped, and provisioning it
    /// would cut off the right one.
    /// </summary>
    private static string? OtherBus(Examination examined)
    {
        var queues = examined.Workers.Select(worker => worker.Queue).OfType<FoundQueue>().ToList();
        if (queues.Count == 0 || examined.Workers.Any(worker => worker.Rules.Count > 0))
            return null;
        var buses = queues.Select(QueueAccess.Buses).ToList();
        return buses.TrueForAll(some => some.Count > 0 && !some.Contains(examined.Aws.Bus, StringComparer.Ordinal)) ? buses[0][0] : null;
    }

    private static IEnumerable<Finding> OfWorker(Examination examined, ExpectedWorker worker, Remedies remedies)
    {
        if (worker.Subscription is { } expected)
        {
            if (worker.Rule is not { } rule)
            {
                yield return Error(worker, $"rule {expected.Queue}", $"It does not exist on bus {examined.Aws.Bus}.", $"Queue {worker.Name} gets no events.", remedies);
                yield break;
            }

            if (PatternProblem(expected.Pattern, rule.Pattern) is { } problem)
                yield return Error(worker, $"rule {rule.Name}", problem, "The worker gets other events than subscription.json says.", remedies);
            if (worker.Rules.Count == 0)
            {
                var targets = string.Join(", ", rule.Targets.Select(target => (string?)target["Arn"]));
                yield return Error(
                    worker, $"rule {rule.Name}", targets.Length == 0 ? "It has no target." : $"Its target is {targets}.", $"Queue {worker.Name} gets no events.", remedies);
            }
        }
        else if (worker.Rules.Count == 0)
            yield return new Finding(
                Severity.Warning, $"queue {worker.Name}", $"No rule of bus {examined.Aws.Bus} delivers to it.", "It gets no events.", "Add a rule, or name the bus with --bus.");

        foreach (var rule in worker.Rules.Concat(worker.Rule is null ? [] : [worker.Rule]).Distinct())
        {
            if (!rule.IsEnabled)
                yield return new Finding(
                    Severity.Error, $"rule {rule.Name}", "It is disabled.", $"Events that match it do not reach {worker.Name}, and are not kept for later.",
                    $"aws events enable-rule --event-bus-name {examined.Aws.Bus} --name {rule.Name}{remedies.AwsOptions}")
                {
                    Fix = worker,
                };
            foreach (var finding in rule.Targets.SelectMany(target => OfTarget(examined, worker, rule, target, remedies)))
                yield return finding;
        }
    }

    private static IEnumerable<Finding> OfTarget(
        Examination examined, ExpectedWorker worker, FoundRule rule, System.Text.Json.Nodes.JsonObject target, Remedies remedies)
    {
        if (Inputs.FirstOrDefault(name => target[name] is not null) is { } changed)
            yield return new Finding(
                Severity.Warning, $"rule {rule.Name}", $"Its target has {changed}: the queue gets another body than the event.", "The worker may not find the metadata, and dead-letters the messages.",
                $"Remove {changed} from the target, unless the worker expects it.");
        if (FoundQueue.NameIn((string?)target["Arn"] ?? "") is { Length: > 0 } name && name != worker.Name)
            yield return new Finding(
                Severity.Warning, $"rule {rule.Name}", $"It delivers to {name} too.", "Both get each of its events.", "Remove the target with aws events remove-targets, unless this is intended.");
        var arn = (string?)target["DeadLetterConfig"]?["Arn"];
        if (arn is null)
            yield return Error(
                worker, $"rule {rule.Name}", "Its target has no dead-letter queue.", "Events that EventBridge cannot deliver within a day are gone.", remedies);
        else if (examined.QueueOf(arn) is not { } undelivered)
            yield return Error(
                worker, $"rule {rule.Name}", $"The dead-letter queue of its target, {arn}, does not exist.", "Events that EventBridge cannot deliver within a day are gone.", remedies);
        else if (QueueChecks.EncryptionProblem(undelivered) is { } encryption)
            yield return encryption;
        else if (QueueAccess.Problem(undelivered, rule.Arn) is { } problem)
            yield return Error(
                worker, $"queue {undelivered.Name}", problem, "EventBridge cannot put undelivered events into it, and they are gone.", remedies);
        var seconds = (int?)target["RetryPolicy"]?["MaximumEventAgeInSeconds"] ?? DaySeconds;
        if (seconds < DaySeconds)
            yield return new Finding(
                Severity.Warning, $"rule {rule.Name}", $"It tries to deliver for {seconds} s only.", "After a longer failure the events are in the rule's dead-letter queue, or gone.",
                remedies.Provision);
    }

    private static string? PatternProblem(System.Text.Json.JsonElement expected, string? actual)
    {
        if (actual is null)
            return "It has a schedule and no pattern.";
        using var document = System.Text.Json.JsonDocument.Parse(actual);
        return System.Text.Json.JsonElement.DeepEquals(document.RootElement, expected)
            ? null
            : $"Its pattern is {actual}, and that of subscription.json is {expected.GetRawText()}.";
    }

    private static Finding Error(ExpectedWorker worker, string subject, string problem, string consequence, Remedies remedies) =>
        new(Severity.Error, subject, problem, consequence, remedies.Provision) { Fix = worker.Subscription is null ? null : worker };
}
