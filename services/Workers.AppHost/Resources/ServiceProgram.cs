using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using Workers.Aspire;

namespace Workers.AppHost.Resources;

/// <summary>Runs a command of a service's program beside the process that serves.</summary>
internal static class ServiceProgram
{
    /// <returns>What it printed; its errors when it failed.</returns>
    public static async Task<ExecuteCommandResult> RunAsync(ServiceResource service, CancellationToken cancellationToken, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(service.Command, ["exec", service.Folder.Program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? CommandResults.Success("Done", (await output).Trim(), CommandResultFormat.Text)
            : CommandResults.Failure((await errors).Trim());
    }
}
