using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using Workers.Aspire;

namespace Store.AppHost.Resources;

/// <summary>Runs a command of a service's program in a separate process.</summary>
internal static class ServiceProgram
{
    /// <param name="service">The service.</param>
    /// <param name="environment">Settings that must not be visible in the command line, as environment variables.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <param name="arguments">The command.</param>
    /// <returns>Its output; its errors if it failed.</returns>
    public static async Task<ExecuteCommandResult> RunAsync(
        ServiceResource service, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(service.Command, ["exec", service.Folder.Program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? CommandResults.Success("Done", (await output).Trim(), CommandResultFormat.Text)
            : CommandResults.Failure((await errors).Trim());
    }
}
