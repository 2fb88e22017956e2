using System.Diagnostics;
using System.Net;

namespace EndToEnd.Tests;

/// <summary>The first command of the README, as a process of its own beside the other system.</summary>
public sealed class AppHostProgramTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("workers-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Says_why_a_worker_does_not_start_and_ends()
    {
        await File.WriteAllTextAsync(Path.Combine(_data, "loyalty.db"), new string('x', 10_000), TestContext.Current.CancellationToken);
        var first = FreePorts.InARow(24);
        using var up = Run.Start(
            Path.Combine(AppContext.BaseDirectory, "Store.AppHost.dll"),
            "--port", $"{first}", "--dashboard", $"{first + 1}", "--ports", $"{first + 3}", "--data", _data);
        var printed = up.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await up.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await up.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, up.ExitCode);
        Assert.Contains("loyalty ended with exit code 1: ", await printed, StringComparison.Ordinal);
        Assert.Contains("loyalty does not start (exit code 1)", error, StringComparison.Ordinal);
        Assert.Contains("file is not a database", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_what_each_worker_did_with_the_first_orders_and_leaves_nothing_behind()
    {
        var first = FreePorts.InARow(24);
        using var up = Run.Start(
            Path.Combine(AppContext.BaseDirectory, "Store.AppHost.dll"),
            "--port", $"{first}", "--dashboard", $"{first + 1}", "--ports", $"{first + 3}", "--data", _data);
        var printed = "";
        while (await up.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            printed += line + Environment.NewLine;
            if (line.StartsWith("Running", StringComparison.Ordinal))
                break;
        }

        var services = Store.AppHost.ServiceFolders.Find(first + 3);
        Assert.All(services.Workers, worker => Assert.Contains(worker.Name, printed[printed.IndexOf("Reactions", StringComparison.Ordinal)..], StringComparison.Ordinal));
        Assert.Contains($"http://127.0.0.1:{first + 1}/", printed, StringComparison.Ordinal);

        using (Process.Start("kill", ["-TERM", $"{up.Id}"]))
            await up.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, up.ExitCode);
        var listening = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(one => one.Port).ToHashSet();
        Assert.DoesNotContain(Enumerable.Range(first, 16), listening.Contains);
    }
}
