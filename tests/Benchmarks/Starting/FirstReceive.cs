using System.CommandLine;
using Benchmarks.Contestants;
using Benchmarks.Stand;

namespace Benchmarks.Starting;

/// <summary>The process whose start is measured: it consumes one message, says so, and ends.</summary>
internal static class FirstReceive
{
    /// <summary>What it writes when the message is in its handler.</summary>
    public const string Said = "received";

    public const string Transport = "transport";
    public const string Bare = "bare";

    private const string Name = "first-receive";

    public static IReadOnlyList<string> Arguments(string contestant, QueueAddress queue) =>
        [Name, contestant, queue.Aws.ToString(), queue.Name, queue.Url];

    public static Command CreateCommand()
    {
        var contestant = new Argument<string>("contestant");
        var aws = new Argument<string>("aws");
        var queue = new Argument<string>("queue");
        var url = new Argument<string>("url");
        var command = new Command(Name, "The process whose start is measured") { contestant, aws, queue, url };
        command.Hidden = true;
        command.SetAction((parsed, stopping) => RunAsync(
            parsed.GetValue(contestant) == Bare ? new BareConsumer() : new TransportConsumer(),
            new QueueAddress(new Uri(parsed.GetValue(aws)!), parsed.GetValue(queue)!, parsed.GetValue(url)!),
            stopping));
        return command;
    }

    private static Task RunAsync(IConsumerContestant contestant, QueueAddress queue, CancellationToken stopping)
    {
        var work = new Work(
            expected: 1,
            handle: (_, _) =>
            {
                Console.WriteLine(Said);
                return Task.CompletedTask;
            });
        return contestant.ConsumeAsync(queue, work, Load.Of(16), stopping);
    }
}
