namespace Store.AppHost.Commands;

/// <summary>Says what is started, and what is waited for.</summary>
internal static class StartView
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);

    public static async Task ShowAsync(LocalSystem system, TextWriter output, CancellationToken stopping)
    {
        var awaited = new HashSet<string>(LocalSystem.Names(system.Installation.Services), StringComparer.Ordinal);
        var all = awaited.Count;
        var turn = new Lock();
        await output.WriteLineAsync($"Starting {all} services …");
        using var reminder = new Timer(_ => Remind(), state: null, LongestSilence, LongestSilence);
        await system.StartAsync(Ready, stopping);

        void Ready(string name)
        {
            lock (turn)
            {
                awaited.Remove(name);
                output.WriteLine($"  {name} is ready ({all - awaited.Count} of {all})");
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
