using Amazon.Runtime;
using Soak.Report;
using Soak.Stand;

namespace Soak;

/// <summary>One soak, from its options to its exit code.</summary>
internal static class SoakProgram
{
    // A Ctrl+C reaches all processes at once, and a child's end may be noticed before it.
    private static readonly TimeSpan CtrlC = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(SoakOptions options, bool json, CancellationToken stopping)
    {
        try
        {
            using var folder = SoakFolder.Create(options.Folder);
            var result = await SoakView.WatchAsync(
                options, quiet: json, progress => RunAsync(options, folder, progress, stopping));
            ResultPrinter.Print(result, json);
            if (result.Passed)
                return 0;

            folder.Keep();
            await Console.Error.WriteLineAsync($"error: {result.Problem} Logs and journals of the workers are in {folder.Path}.");
            return 1;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped before the end: there are no figures.");
            return 130;
        }
        catch (Exception error) when (
            error is SoakException or AmazonServiceException or AmazonClientException or HttpRequestException or IOException
                or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"error: {error.Message}");
            return 1;
        }
    }

    private static async Task<SoakResult> RunAsync(
        SoakOptions options, SoakFolder folder, IProgress<SoakProgress> progress, CancellationToken stopping)
    {
        try
        {
            return await new SoakRun(options, folder, progress).RunAsync(stopping);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            await Task.Delay(CtrlC, stopping);
            folder.Keep();
            throw;
        }
    }
}
