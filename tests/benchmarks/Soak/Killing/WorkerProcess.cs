using System.Diagnostics;
using System.Runtime.InteropServices;
using Soak.Stand;
using Soak.Working;
using Workers.Testing;

namespace Soak.Killing;

/// <summary>One life of a worker.</summary>
internal sealed partial class WorkerProcess : IDisposable
{
    private const int SigTerm = 15;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly string _journal;

    private WorkerProcess(Process process, string journal) => (_process, _journal) = (process, journal);

    /// <summary>Whether it has handled anything.</summary>
    public bool IsAtWork => new FileInfo(_journal) is { Exists: true, Length: >= Journal.EntrySize };

    public bool HasEnded => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public static WorkerProcess Start(int worker, int life, SoakOptions options, SoakFolder folder, Uri endpoint)
    {
        var journal = folder.JournalOf(worker, life);
        var process = Process.Start(new ProcessStartInfo("dotnet",
        [
            "exec", typeof(WorkerProcess).Assembly.Location, "worker",
            "--endpoint", endpoint.ToString(),
            "--journal", journal,
            "--work", $"{options.Work.TotalMilliseconds}",
            "--parent-pid", $"{Environment.ProcessId}",
            .. folder.ConnectionStringOf(options.Store) is { } store ? new[] { "--store", store } : [],
        ])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        _ = process.CopyOutputAsync(folder.LogOf($"worker-{worker}.{life}"));
        return new WorkerProcess(process, journal);
    }

    /// <summary>Ends it without asking it: SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Asks it to stop, as a deployment does, and waits for its end.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Before it has its journal nobody would hear the signal, and the runtime would end it.
        while (!File.Exists(_journal) && !HasEnded)
            await Task.Delay(Interval, cancellationToken);
        if (OperatingSystem.IsWindows() || Signal(_process.Id, SigTerm) != 0)
            _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int processId, int signal);
}
