using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Workers.Cli.Commands;
using Workers.Cli.Connections;
using Workers.Cli.Queues;
using Workers.Cli.Terminals;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Publishing;

namespace Workers.Cli.Events;

/// <summary><c>events publish</c>: publishes events of a file, checked first.</summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("file") { Description = "Events as JSON: envelopes, entries of PutEvents, or exported messages; - for standard input", Arity = ArgumentArity.ZeroOrOne };
        var sample = new Option<string?>("--sample") { Description = "Publish a sample of this contract instead of a file" };
        var newIds = new Option<bool>("--new-id") { Description = "Give each event a new id, so that inboxes do not skip it" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only check the events, and say where they would go" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var files = EventsCommand.Contracts();
        var connection = new ConnectionOptions();
        var command = new Command(
            "publish",
            """
            Publish events, after they were checked against their contracts

            An event that was handled before is skipped by the workers' inboxes: see --new-id.

            Examples:
              workers events publish order.json --dry-run
              workers events publish --sample UserRegistered --yes
              workers events tail --json --count 1 --unmasked | workers events publish - --new-id --yes
            """)
        {
            file, sample, newIds, dryRun, yes, files,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(file) is { Tokens.Count: > 0 } == result.GetResult(sample) is not null)
                result.AddError("Name either a file or --sample.");
        });
        connection.AddTo(command);
        command.SetAction((parsed, stopping) => connection.RunAsync(parsed, async (aws, terminal) =>
        {
            var contracts = LoadedContracts.Load(parsed.GetValue(files) ?? []);
            IReadOnlyList<EventEntry> events;
            if (parsed.GetValue(sample) is { } name)
            {
                var (contract, type) = contracts.Get(name);
                events = [new EventFile(aws.Time, newIds: false).EntryOf(ContractSample.Of(contract, type, aws.Time.GetUtcNow()), $"--sample {name}")];
            }
            else
                events = new EventFile(aws.Time, parsed.GetValue(newIds)).Read(parsed.GetValue(file)!);
            Check(events, contracts, terminal);
            await RouteAsync(aws, events, terminal, stopping);
            if (parsed.GetValue(dryRun))
                return 0;
            if (!parsed.GetValue(yes) && !await terminal.ConfirmAsync($"Publish {events.Count} events to bus {aws.Bus} at {aws.Name}?", stopping))
                return 1;
            return await PublishAsync(aws, events, terminal, stopping);
        }, stopping));
        return command;
    }

    private static void Check(IReadOnlyList<EventEntry> events, LoadedContracts contracts, Terminal terminal)
    {
        foreach (var one in events)
        {
            var name = EnvelopeReader.Read(one.Envelope).Name;
            if (contracts.Problem(one.Envelope) is { } problem)
                throw new CliException($"Event {one.Id}: a worker would refuse it: {problem}");
            if (!contracts.Knows(name))
                terminal.Error.WriteLine($"Event {one.Id}: there is no known contract {name}, so its data is not checked.");
        }
    }

    private static async Task RouteAsync(AwsConnection aws, IReadOnlyList<EventEntry> events, Terminal terminal, CancellationToken stopping)
    {
        try
        {
            var rules = await new RuleLookup(aws).AllAsync(stopping)
                .Where(rule => rule is { IsEnabled: true, Pattern: not null } && !rule.Name.StartsWith(aws.QueuePrefix + TemporarySubscription.NamePart, StringComparison.Ordinal))
                .ToListAsync(stopping);
            foreach (var one in events)
            {
                List<string> matching = [];
                foreach (var rule in rules)
                {
                    var answer = await aws.EventBridge.CallAsync(
                        "TestEventPattern", new JsonObject { ["EventPattern"] = rule.Pattern, ["Event"] = Encoding.UTF8.GetString(one.Envelope) }, stopping);
                    if ((bool?)answer["Result"] == true)
                        matching.Add(rule.Name);
                }

                terminal.Output.WriteLine($"{one.Event.Source}/{one.Event.DetailType}  {one.Id}  {(matching.Count == 0 ? "matches no rule: nobody reacts" : $"to {string.Join(", ", matching)}")}");
            }
        }
        catch (EventBridgeException error) when (error.ErrorCode == "ResourceNotFoundException")
        {
            throw new CliException($"There is no bus '{aws.Bus}' at {aws.Name}: EventBridge would accept the events, and lose them. Name another with --bus.", error);
        }
        catch (EventBridgeException error)
        {
            terminal.Error.WriteLine($"It is not known which rules match: {error.Message}");
        }
    }

    // The transport's own publisher: calls of ten events, and retries of those that fail for a while.
    private static async Task<int> PublishAsync(AwsConnection aws, IReadOnlyList<EventEntry> events, Terminal terminal, CancellationToken stopping)
    {
        using var publisher = new EventPublisher(
            new PutEventsSender(aws.EventBridge.PutEventsAsync, () => aws.Bus, aws.Time), new PublisherOptions(EventSize.Most, Disposing: stopping), aws.Time);
        var published = 0;
        await terminal.ProgressAsync("Publishing", events.Count, async progress =>
        {
            await Task.WhenAll(events.Select(async one =>
            {
                try
                {
                    await publisher.PublishAsync(one.Event, stopping);
                    progress.Report(Interlocked.Increment(ref published));
                }
                catch (EventPublishException error)
                {
                    await terminal.Error.WriteLineAsync($"Event {one.Id} was not published: {error.Message}");
                }
            }));
            return published;
        });
        await terminal.Output.WriteLineAsync($"{published} of {events.Count} events published to bus {aws.Bus} at {aws.Name}.");
        return published == events.Count ? 0 : 1;
    }
}
