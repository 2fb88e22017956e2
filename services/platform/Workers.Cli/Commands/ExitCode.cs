using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Commands;

/// <summary>Exit code of a command: its own, 1 after an error, which is printed, and 130 after Ctrl+C.</summary>
internal static class ExitCode
{
    /// <typeparam name="TError">The program's own error, whose message is for the user.</typeparam>
    /// <param name="command">The command.</param>
    /// <param name="stopping">Ctrl+C.</param>
    /// <param name="output">Where the error is printed; null for standard error.</param>
    public static async Task<int> OfAsync<TError>(Func<Task<int>> command, CancellationToken stopping, TextWriter? output = null)
        where TError : Exception
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return 130;
        }
        catch (Exception error) when (
            error is TError or SubscriptionException or Amazon.Runtime.AmazonServiceException or Amazon.Runtime.AmazonClientException
                or HttpRequestException or IOException or OperationCanceledException or TimeoutException)
        {
            await (output ?? Console.Error).WriteLineAsync($"error: {error.Message}");
            return 1;
        }
    }
}
