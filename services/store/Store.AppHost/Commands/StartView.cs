using System.Globalization;

namespace Store.AppHost.Commands;

/// <summary>Prints the progress of the start.</summary>
internal static class StartView
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);

    /// <param name="system">The system to start.</param>
    /// <param name="dashboard">URL of the dashboard; null without a dashboard.</param>
    /// <param name="output">The output.</param>
    /// <param name="reportsLater">Whether to report processes that exit after the start, too.</param>
    /// <param name="stopping">Cancels the start.</param>
    public static async Task ShowAsync(LocalSystem system, Uri? dashboard, TextWriter output, bool reportsLater, CancellationToken stopping)
    {
        var awaited = new HashSet<string>(LocalSystem.Names(system.Installation.Services), StringComparer.Ordinal);
        var all = awaited.Count;
        var turn = new Lock();
        await output.WriteLineAsync($"Starting {all} services …");
        if (dashboard is not null)
            await output.WriteLineAsync($"  dashboard: {dashboard}");
        using var reminder = new Timer(_ => Remind(), state: null, LongestSilence, LongestSilence);
        var isStarted = false;
        await system.StartAsync(Ready, Ended, stopping);
        lock (turn)
            isStarted = true;

        void Ready(string name)
        {
            lock (turn)
            {
                awaited.Remove(name);
                output.WriteLine($"  {name} is ready ({all - awaited.Count} of {all})");
            }
        }

        void Ended(string name, int? exitCode, string lastLine)
        {
            lock (turn)
            {
                if (!isStarted || reportsLater)
                    output.WriteLine($"  {name} ended with exit code {exitCode?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}{(lastLine.Length > 0 ? $": {lastLine.Trim()}" : "")}");
            }
        }

        void Remind()
        {
            lock (turn)
            {
                if (awaited.Count > 0)
                    output.WriteLine($"  waiting for {string.Join(", ", awaited.Order(StringComparer.Ordinal))}");
            }
        }
    }
}
