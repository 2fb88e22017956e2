using System.Diagnostics;

namespace EndToEnd.Tests;

/// <summary>A program of this repository, as its user runs it.</summary>
internal static class Run
{
    /// <summary>Starts <c>dotnet exec</c> on the built program.</summary>
    public static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", ["exec", program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;

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
