using System.Globalization;
using System.Net.Http.Json;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Workers.Hosting.Subscriptions;

namespace Workers.Aspire;

/// <summary>Commands for LocalAws in the dashboard.</summary>
public static class LocalAwsCommands
{
    private const string FaultsPath = "/_localaws/faults";

    /// <summary>Adds commands that turn injected faults on and off: failed, throttled and duplicate calls.</summary>
    public static IResourceBuilder<LocalAwsResource> WithFaultCommands(this IResourceBuilder<LocalAwsResource> aws)
    {
        ArgumentNullException.ThrowIfNull(aws);
        return aws
            .WithCommand("faults-on", "Switch faults on", context => SwitchOnAsync(aws.Resource, context), new CommandOptions
            {
                Description = "Throttle and fail calls, close connections, deliver twice and out of order: a share of calls, entries and messages",
                IconName = "PlugDisconnected",
                Arguments = [new InteractionInput { Name = "percent", Label = "Percent", InputType = InputType.Number, Value = "5", Required = true }],
            })
            .WithCommand("faults-off", "Switch faults off", context => SwitchOffAsync(aws.Resource, context), new CommandOptions
            {
                Description = "Stop injecting faults",
                IconName = "PlugConnected",
            });
    }

    /// <summary>Adds a command that redrives a worker's dead-letter queue.</summary>
    public static IResourceBuilder<LocalAwsResource> WithRedriveCommand(this IResourceBuilder<LocalAwsResource> aws)
    {
        ArgumentNullException.ThrowIfNull(aws);
        var queues = aws.Resource.Subscriptions.Select(subscription => KeyValuePair.Create(subscription.Queue, subscription.Queue)).ToList();
        return aws.WithCommand("redrive", "Redrive dead letters", context => RedriveAsync(aws.Resource, context), new CommandOptions
        {
            Description = "Move the messages of a dead-letter queue back to their source queue",
            IconName = "ArrowUndo",
            Arguments = [new InteractionInput { Name = "queue", Label = "Queue", InputType = InputType.Choice, Options = queues, Value = queues.FirstOrDefault().Key, Required = true }],
        });
    }

    private static Task<ExecuteCommandResult> SwitchOnAsync(LocalAwsResource aws, ExecuteCommandContext context)
    {
        if (!double.TryParse(context.Arguments["percent"].Value, CultureInfo.InvariantCulture, out var percent) || percent is <= 0 or > 25)
            return Task.FromResult(CommandResults.Failure("Percent must be above 0, and 25 at most."));
        var share = percent / 100;
        var faults = new { throttle = share, serverError = share, dropBefore = share / 5, dropAfter = share / 5, failedEntries = share, duplicate = share, reorder = share };
        return SendAsync(http => http.PutAsJsonAsync(new Uri(FaultsPath, UriKind.Relative), faults, context.CancellationToken), aws);
    }

    private static Task<ExecuteCommandResult> SwitchOffAsync(LocalAwsResource aws, ExecuteCommandContext context) =>
        SendAsync(http => http.DeleteAsync(new Uri(FaultsPath, UriKind.Relative), context.CancellationToken), aws);

    private static async Task<ExecuteCommandResult> SendAsync(Func<HttpClient, Task<HttpResponseMessage>> send, LocalAwsResource aws)
    {
        using var http = new HttpClient { BaseAddress = new Uri(aws.Endpoint.Url), Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            using var answer = await send(http);
            var text = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode
                ? CommandResults.Success("Done", text, CommandResultFormat.Json)
                : CommandResults.Failure(text);
        }
        catch (HttpRequestException error)
        {
            return CommandResults.Failure($"LocalAws does not answer: {error.Message}");
        }
    }

    private static async Task<ExecuteCommandResult> RedriveAsync(LocalAwsResource aws, ExecuteCommandContext context)
    {
        var subscription = aws.Subscriptions.First(one => one.Queue == context.Arguments["queue"].Value);
        using var sqs = new AmazonSQSClient(new BasicAWSCredentials("local", "local"), new AmazonSQSConfig { ServiceURL = aws.Endpoint.Url });
        try
        {
            // With a destination: workers put dead letters there themselves, so SQS does not know their source.
            var task = new StartMessageMoveTaskRequest
            {
                SourceArn = await ArnAsync(subscription.DeadLetterQueue),
                DestinationArn = await ArnAsync(subscription.Queue),
            };
            await sqs.StartMessageMoveTaskAsync(task, context.CancellationToken);
            return CommandResults.Success($"{subscription.DeadLetterQueue} is being moved back to {subscription.Queue}");
        }
        catch (Exception error) when (error is AmazonServiceException or HttpRequestException)
        {
            return CommandResults.Failure(error.Message);
        }

        async Task<string> ArnAsync(string queue)
        {
            var url = await sqs.GetQueueUrlAsync(queue, context.CancellationToken);
            return (await sqs.GetQueueAttributesAsync(url.QueueUrl, ["QueueArn"], context.CancellationToken)).QueueARN;
        }
    }
}
