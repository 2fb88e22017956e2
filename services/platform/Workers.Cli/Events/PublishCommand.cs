using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Workers.Cli.Commands;
using Workers.Cli.Connections;
using Workers.Cli.Queues;
using Workers.Cli.Terminals;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Envelope;

namespace Workers.Cli.Events;

/// <summary><c>events publish</c>: publishes events of a file, checked first.</summary>
internal static class PublishCommand
{
    /// <summary>Entries of a call (Amazon EventBridge API Reference, PutEvents), each of at most 1 MB together.</summary>
    private const int BatchSize = 10;

    private const int MaxBytes = 1_048_576;

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
                events = [EventFile.EntryOf(ContractSample.Of(contract, type), newIds: false, $"--sample {name}")];
            }
            else
                events = EventFile.Read(parsed.GetValue(file)!, parsed.GetValue(newIds));
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
                throw new CliException($"Event {one.EventId}: a worker would refuse it: {problem}");
            if (!contracts.Knows(name))
                terminal.Error.WriteLine($"Event {one.EventId}: there is no known contract {name}, so its data is not checked.");
        }
    }

    private static async Task RouteAsync(AwsConnection aws, IReadOnlyList<EventEntry> events, Terminal terminal, CancellationToken stopping)
    {
        try
        {
            var rules = await new RuleLookup(aws).AllAsync(stopping).Where(rule => rule is { IsEnabled: true, Pattern: not null } && !rule.Name.StartsWith(aws.QueuePrefix + TemporarySubscription.NamePart, StringComparison.Ordinal)).ToListAsync(stopping);
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

                terminal.Output.WriteLine($"{one.Source}/{one.DetailType}  {one.EventId}  {(matching.Count == 0 ? "matches no rule: nobody reacts" : $"to {string.Join(", ", matching)}")}");
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

    private static async Task<int> PublishAsync(AwsConnection aws, IReadOnlyList<EventEntry> events, Terminal terminal, CancellationToken stopping)
    {
        var (published, failed) = (0, 0);
        await terminal.ProgressAsync("Publishing", events.Count, async progress =>
        {
            foreach (var batch in Batches(events))
            {
                var entries = new JsonArray([.. batch.Select(one => (JsonNode)new JsonObject
                {
                    ["EventBusName"] = aws.Bus, ["Source"] = one.Source, ["DetailType"] = one.DetailType, ["Detail"] = one.Detail,
                })]);
                var answer = await aws.EventBridge.CallAsync("PutEvents", new JsonObject { ["Entries"] = entries }, stopping);
                foreach (var (one, result) in batch.Zip(answer["Entries"]!.AsArray()))
                {
                    if (result?["ErrorCode"] is { } code)
                    {
                        failed++;
                        terminal.Error.WriteLine($"Event {one.EventId} was not published: {code}: {result["ErrorMessage"]}");
                    }
                    else
                        published++;
                }

                progress.Report(published);
            }

            return published;
        });
        terminal.Output.WriteLine($"{published} of {events.Count} events published to bus {aws.Bus} at {aws.Name}.");
        return failed == 0 ? 0 : 1;
    }

    private static IEnumerable<List<EventEntry>> Batches(IReadOnlyList<EventEntry> events)
    {
        var (batch, bytes) = (new List<EventEntry>(), 0);
        foreach (var one in events)
        {
            var size = Encoding.UTF8.GetByteCount(one.Detail) + Encoding.UTF8.GetByteCount(one.Source) + Encoding.UTF8.GetByteCount(one.DetailType);
            if (batch.Count > 0 && (batch.Count == BatchSize || bytes + size > MaxBytes))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(one);
            bytes += size;
        }

        if (batch.Count > 0)
            yield return batch;
    }
}
