using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Doctor;

/// <summary>Checks the programs that run on this machine, by their operators' endpoints, and the telemetry endpoint.</summary>
internal static class ProcessChecks
{
    /// <summary>Seconds after which an event in an outbox is late: publishing takes milliseconds.</summary>
    private const int LateSeconds = 60;

    private const string TelemetryVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Calls the programs whose folders have a port in their launch settings.</summary>
    /// <param name="services">The folder with their folders.</param>
    /// <param name="cancellationToken">Ctrl+C.</param>
    public static async Task<IReadOnlyList<Finding>> FindAsync(string services, CancellationToken cancellationToken)
    {
        var folders = RunningProgram.Folders(services);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = Patience }) { Timeout = Patience };
        var running = await Task.WhenAll(folders.Select(folder => RunningProgram.AskAsync(http, folder, cancellationToken)));
        if (Array.TrueForAll(running, program => program is null))
            return [new Finding(
                Severity.Unknown, "programs", "None answers on this machine at the port of its launch settings.", "Databases, outboxes and versions are not checked.", "Start the system, or ignore this.")];
        return
        [
            .. folders.Zip(running).Where(pair => pair.Second is null && pair.First.Subscription is not null).Select(pair => new Finding(
                Severity.Warning, $"worker {pair.First.Name}", $"It does not answer at {pair.First.Url}.", "Its messages wait.", "Start it, or read its log.")),
            .. running.OfType<RunningProgram>().SelectMany(OfProgram),
            .. Versions([.. running.OfType<RunningProgram>()]),
        ];
    }

    /// <summary>Checks the endpoint of <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, if it is set here.</summary>
    public static async Task<IReadOnlyList<Finding>> FindTelemetryAsync(CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(Environment.GetEnvironmentVariable(TelemetryVariable), UriKind.Absolute, out var endpoint))
            return [];
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);
            return [];
        }
        catch (Exception error) when (error is SocketException or TimeoutException)
        {
            return [new Finding(
                Severity.Warning, "telemetry", $"{TelemetryVariable} is {endpoint}, which does not answer ({error.Message}).", "There are no traces and no metrics; events are processed.",
                "Start the collector, or correct the variable.")];
        }
    }

    private static IEnumerable<Finding> OfProgram(RunningProgram program)
    {
        if (program.NotReady is { } reason)
            yield return new Finding(Severity.Error, program.Name, $"It is not ready: {reason}", "It does not receive or answer.", $"curl {program.Url}health/ready");
        if (program.Refused > 0)
            yield return new Finding(
                Severity.Error, program.Name, $"EventBridge refused {program.Refused} events of its outbox for good.", "Nobody reacts to them.",
                $"curl {program.Url}outbox shows the reasons. Fix them, and start the program with --publish-refused.");
        if (program.OldestUnsent > LateSeconds)
            yield return new Finding(
                Severity.Error, program.Name, $"The oldest event in its outbox waits for {program.OldestUnsent:0} s.", "Others do not react to it until it is published.", $"Read the log of {program.Name}: is the bus reachable?");
    }

    private static IEnumerable<Finding> Versions(IReadOnlyList<RunningProgram> programs) =>
        from package in programs.SelectMany(program => program.Packages.Select(one => (one.Key, one.Value, program.Name))).GroupBy(one => one.Key, StringComparer.Ordinal)
        let versions = package.GroupBy(one => one.Value, StringComparer.Ordinal).ToList()
        where versions.Count > 1
        select new Finding(
            Severity.Warning, package.Key, $"Several versions run: {string.Join("; ", versions.Select(version => $"{version.Key} in {string.Join(", ", version.Select(one => one.Name))}"))}.",
            "They may differ in what they publish and accept.", "Deploy the older ones again, unless this is intended.");
}
