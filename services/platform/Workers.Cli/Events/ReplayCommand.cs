using System.CommandLine;
using Workers.Cli.Commands;
using Workers.Cli.Connections;
using Workers.Cli.DeadLetters;
using Workers.Cli.Terminals;
using Workers.DeadLetters;

namespace Workers.Cli.Events;

/// <summary><c>events replay</c>: sends events of the archive to chosen workers again.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var queues = new Argument<string[]>("queue") { Description = "Queues of the workers that get the events again, such as payment", Arity = ArgumentArity.OneOrMore };
        queues.RefuseOptions();
        var from = new Option<Moment?>("--from") { CustomParser = Moment.Parse, Description = $"Start of the window: {Moment.Examples}", Required = true };
        var to = new Option<Moment?>("--to") { CustomParser = Moment.Parse, Description = "End of the window, likewise. Default: now. On AWS an event is in the archive after ten minutes at the latest" };
        var archive = new Option<string?>("--archive") { Description = "Archive. Default: the one of the bus" };
        var where = new Option<string[]>("--where")
        {
            Description = "Only events whose content meets the condition, such as \"detail.data.orderId = ORD-17\". Several: all of them. The command passes them on itself and has to run until the end",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be done" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        where.Validators.Add(SelectionOptions.ConditionProblem);
        var connection = new ConnectionOptions();
        var command = new Command(
            "replay",
            """
            Send the events of a time window of the archive to chosen workers again

            A worker's inbox skips the events that it has handled, for as long as it keeps its entries: 14 days by default.
            EventBridge charges replayed events like new ones.

            Examples:
              workers events replay payment --from 2h --dry-run
              workers events replay payment email --from 2026-11-27T08:00Z --to 2026-11-27T09:00Z --environment prod
              workers events replay payment --from 1d --where "detail.data.orderId = ORD-17" --yes
            """)
        {
            queues, from, to, archive, where, dryRun, yes,
        };
        connection.AddTo(command);
        command.SetAction((parsed, stopping) => connection.RunAsync(parsed, async (aws, terminal) =>
        {
            var now = aws.Time.GetUtcNow();
            var window = (From: parsed.GetValue(from)!.At(now), To: parsed.GetValue(to)?.At(now) ?? now);
            if (window.From >= window.To)
                throw new CliException($"--from {window.From:O} is not before --to {window.To:O}.");
            var replay = new Replay(
                aws,
                await ArchiveLookup.GetAsync(aws, parsed.GetValue(archive), stopping),
                await Replay.RulesAsync(aws, parsed.GetValue(queues)!, stopping),
                window,
                [.. (parsed.GetValue(where) ?? []).Select(ContentCondition.Parse)],
                terminal);
            replay.Describe(now);
            if (parsed.GetValue(dryRun))
                return 0;
            if (!parsed.GetValue(yes) && !await terminal.ConfirmAsync($"Replay them from {aws.Name}?", stopping))
                return 1;
            foreach (var left in await TemporarySubscription.SweepAsync(aws, stopping))
                terminal.Error.WriteLine($"Removed {left}, which a killed command had left.");
            return await replay.RunAsync(stopping);
        }, stopping));
        return command;
    }
}
