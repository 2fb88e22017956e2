using System.Diagnostics;

namespace Soak.Tests;

/// <summary>The program, as its user runs it.</summary>
internal sealed class SoakProcess : IDisposable
{
    /// <summary>All that a test starts is over by then, or something hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly CancellationTokenSource _late;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private SoakProcess(Process process)
    {
        _process = process;
        _late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _late.CancelAfter(Patience);
        _output = process.StandardOutput.ReadToEndAsync(_late.Token);
        _errors = process.StandardError.ReadToEndAsync(_late.Token);
    }

    public static SoakProcess Start(params string[] arguments) => new(Process.Start(
        new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Soak.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    /// <summary>Polls until it is so.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Assert.False(_process.HasExited, "The soak ended early.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), _late.Token);
        }
    }

    public async Task TellToStopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync(_late.Token);
    }

    /// <summary>
    /// Waits for its end, and for that of all processes that it has started: they share its standard error, which is at its end
    /// when the last of them is.
    /// </summary>
    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        await _process.WaitForExitAsync(_late.Token);
        return (_process.ExitCode, await _output, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        _late.Dispose();
    }
}
