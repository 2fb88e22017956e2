using System.Diagnostics;
using System.Runtime.InteropServices;
using Workers.Hosting;

namespace Workers.Local.Processes;

/// <summary>One service as a process: its output goes to a log file, and it is started again when it dies.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int MaxFailedStarts = 4;

    /// <summary>The exit code of a worker whose settings are wrong: another try would not mend them.</summary>
    private const int WrongSettings = 2;

    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly ChildSettings _settings;
    private readonly Action<string> _report;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _gaveUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private readonly Lock _lock = new();
    private TaskCompletionSource _wanted = Completed();
    private Process? _process;
    private volatile bool _hasStarted;

    public ChildProcess(ChildSettings settings, Action<string> report)
    {
        _settings = settings;
        _report = report;
        _running = Task.Run(SuperviseAsync);
    }

    public string Name => _settings.Name;

    /// <summary>Its process id; null while it does not run.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>Whether it is meant to run.</summary>
    public bool IsWanted => _wanted.Task.IsCompleted;

    /// <summary>Faults when the process does not even start. Once it has run, it is started again for as long as it takes.</summary>
    public Task GaveUp => _gaveUp.Task;

    /// <summary>Notes that it has run.</summary>
    public void HasStarted() => _hasStarted = true;

    /// <summary>Stops it until it is started again.</summary>
    public async Task StopAsync()
    {
        lock (_lock)
        {
            if (_wanted.Task.IsCompleted)
                _wanted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        if (_process is { } process)
            await StopAsync(process);
    }

    /// <summary>Starts it again.</summary>
    public Task StartAgainAsync()
    {
        bool wasStopped;
        lock (_lock)
            wasStopped = _wanted.TrySetResult();
        if (wasStopped)
            _report($"{Name} is started");
        return Task.CompletedTask;
    }

    /// <summary>Ends it without asking, as a crash would; false when it does not run just now.</summary>
    public bool Kill()
    {
        try
        {
            if (_process is not { } process)
                return false;
            process.Kill();
            return true;
        }
        catch (InvalidOperationException)
        {
            // It has ended in between.
            return false;
        }
    }

    /// <summary>From here on its end is no reason to start it again.</summary>
    public void LetEnd() => _stopping.Cancel();

    /// <summary>Stops it, politely at first; may be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_process is { } process)
            await StopAsync(process);
        await _running;
    }

    private async Task SuperviseAsync()
    {
        var failedStarts = 0;
        while (!_stopping.IsCancellationRequested)
        {
            await _wanted.Task.WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested)
                return;

            var started = Stopwatch.GetTimestamp();
            int exitCode;
            using (var process = Start())
            {
                _process = process;
                await process.WaitForExitAsync();
                exitCode = process.ExitCode;
                _process = null;
            }

            if (!IsWanted)
            {
                _report($"{Name} is stopped");
                failedStarts = 0;
                continue;
            }

            failedStarts = Stopwatch.GetElapsedTime(started) < Steady && exitCode != 128 + 9
                ? Math.Min(failedStarts + 1, MaxFailedStarts)
                : 0;
            if (!_hasStarted && (failedStarts == MaxFailedStarts || exitCode == WrongSettings))
            {
                _gaveUp.TrySetException(
                    new LocalException(
                        $"{Name} does not start (exit code {exitCode}). The end of {_settings.LogFile}:{Environment.NewLine}{LastLines()}"));
                return;
            }

            // A Ctrl+C reaches the children before it reaches us: what ends now may be meant to.
            await Task.Delay(
                TimeSpan.FromMilliseconds(250 << failedStarts), _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_stopping.IsCancellationRequested)
                _report($"{Name} ended with exit code {exitCode} and is started again");
        }
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(DotnetHost(), ["exec", _settings.Program, .. _settings.Arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(_settings.Program),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _settings.Environment)
            start.Environment[name] = value;

        var process = Process.Start(start)!;
        var log = TextWriter.Synchronized(
            new StreamWriter(PrivateFiles.Open(_settings.LogFile, FileMode.Append, share: FileShare.Read)) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => Write(log, line.Data);
        process.ErrorDataReceived += (_, line) => Write(log, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static void Write(TextWriter log, string? line)
    {
        if (line is not null)
            log.WriteLine(line);
    }

    private static async Task StopAsync(Process process)
    {
        try
        {
            if (OperatingSystem.IsWindows() || Signal(process.Id, SigTerm) != 0)
                process.Kill(entireProcessTree: true);
            using var late = new CancellationTokenSource(StopTimeout);
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended in between.
        }
    }

    private string LastLines()
    {
        try
        {
            return string.Join(Environment.NewLine, File.ReadLines(_settings.LogFile).TakeLast(8).Select(line => "  " + line));
        }
        catch (IOException error)
        {
            return error.Message;
        }
    }

    /// <summary>The host that runs this program: <c>{root}/shared/Microsoft.NETCore.App/{version}/</c> is three below its folder.</summary>
    private static string DotnetHost()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var host = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(host) ? host : "dotnet";
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int processId, int signal);
}

/// <summary>How a service is started.</summary>
internal sealed record ChildSettings(
    string Name, string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string LogFile);
