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

    public static bool IsAskedFor(string[] args) => args is [Name, ..];

    /// <summary>Runs with its own <see cref="Arguments"/>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        IConsumerContestant contestant = args[1] == Bare ? new BareConsumer() : new TransportConsumer();
        var queue = new QueueAddress(new Uri(args[2]), args[3], args[4]);
        var work = new Work(
            expected: 1,
            handle: (_, _) =>
            {
                Console.WriteLine(Said);
                return Task.CompletedTask;
            });
        await contestant.ConsumeAsync(queue, work, Load.Of(16), CancellationToken.None);
        return 0;
    }
}
