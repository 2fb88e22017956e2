using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SQS.Model;
using Workers.Cli.Connections;

namespace Workers.Cli.Doctor;

/// <summary>Checks what the running identity may do, by calls that change nothing, and the clock of this machine.</summary>
internal static class AccessChecks
{
    /// <summary>AWS refuses signatures that are older than five minutes (AWS General Reference, "Signature Version 4").</summary>
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5), NotableSkew = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string[] Denied = ["AccessDenied", "AccessDeniedException", "AWS.SimpleQueueService.AccessDenied", "KmsAccessDenied"];

    /// <summary>Tries what the commands of an operator need.</summary>
    public static async Task<IReadOnlyList<Finding>> FindAsync(Examination examined, CancellationToken cancellationToken)
    {
        if (examined.Workers.Select(worker => worker.Queue).FirstOrDefault(queue => queue is not null) is not { } queue)
            return [];
        var (sqs, events) = (examined.Aws.Sqs, examined.Aws.EventBridge);
        (string Action, string Commands, Func<Task> Call)[] calls =
        [
            ("sqs:SendMessage", "dead-letters redrive and import", () => sqs.SendMessageAsync(queue.Url, "", cancellationToken)),
            ("sqs:DeleteMessage", "dead-letters redrive and delete", () => sqs.DeleteMessageAsync(queue.Url, "none", cancellationToken)),
            ("sqs:ChangeMessageVisibility", "dead-letters", () => sqs.ChangeMessageVisibilityAsync(queue.Url, "none", 0, cancellationToken)),
            ("sqs:ListDeadLetterSourceQueues", "dead-letters", () => sqs.ListDeadLetterSourceQueuesAsync(new ListDeadLetterSourceQueuesRequest { QueueUrl = queue.Url }, cancellationToken)),
            ("events:PutEvents", "events publish", () => events.CallAsync("PutEvents", new() { ["Entries"] = new JsonArray(new JsonObject { ["EventBusName"] = examined.Aws.Bus }) }, cancellationToken)),
            ("events:ListArchives", "events replay", () => events.CallAsync("ListArchives", [], cancellationToken)),
        ];
        var found = await Task.WhenAll(calls.Select(async one => await DenialAsync(one.Call) is { } message
            ? new Finding(
                Severity.Warning, "permissions", $"Your identity lacks {one.Action}: {message}", $"workers {one.Commands} will not work for you.",
                "See the operator's policy in the README of the command line.")
            : null));
        return [.. found.OfType<Finding>()];
    }

    /// <summary>Compares the clock with that of the service.</summary>
    public static async Task<IReadOnlyList<Finding>> FindSkewAsync(AwsConnection aws, CancellationToken cancellationToken)
    {
        try
        {
            using var http = new HttpClient { Timeout = Patience };
            using var answer = await http.GetAsync(aws.Endpoint ?? new Uri($"https://sqs.{aws.Region}.amazonaws.com/"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.Headers.Date is { } date && (aws.Time.GetUtcNow() - date).Duration() is var skew && skew > NotableSkew
                ?
                [
                    new Finding(
                        skew > MaxSkew ? Severity.Error : Severity.Warning, "clock", $"It differs by {skew.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s from that of {aws.Name}.",
                        "AWS refuses calls that are signed more than five minutes early or late.", "Synchronize the clock (NTP)."),
                ]
                : [];
        }
        catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return [];
        }
    }

    // Any other error is an answer to a call that was allowed: the message is empty, the handle is not one, the event has no source.
    private static async Task<string?> DenialAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (AmazonServiceException error)
        {
            return Denied.Contains(error.ErrorCode, StringComparer.Ordinal) ? error.Message : null;
        }
    }
}
