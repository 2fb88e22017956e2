using System.Diagnostics;

namespace EndToEnd.Tests;

/// <summary>A program of this repository, as its user runs it.</summary>
internal static class Run
{
    /// <summary>Starts <c>dotnet exec</c> on the built program.</summary>
    public static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };

        // A developer who exports traces elsewhere would not find those of the tests on the page.
        start.Environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");

        // As in production: a worker that tells its backlog asks for it.
        start.Environment["OTEL_METRICS_EXPORTER"] = "otlp";
        start.Environment["Telemetry__BacklogInterval"] = "00:00:10";
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end, and returns its exit code, what it printed, and its errors.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> ToEndAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
