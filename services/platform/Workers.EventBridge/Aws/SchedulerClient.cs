using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Workers.EventBridge.Aws;

/// <summary>A client of EventBridge Scheduler on the SDK's own pipeline: credentials, signing, retries and metrics.</summary>
internal sealed class SchedulerClient : AwsServiceClient
{
    private static readonly InvokeOptions AnyOperation = new()
    {
        RequestMarshaller = SchedulerCallMarshaller.Instance,
        ResponseUnmarshaller = JsonCallUnmarshaller.Instance,
    };

    /// <summary>Uses the SDK's default credential chain.</summary>
    public SchedulerClient(AwsServiceClientConfig config)
        : base(config)
    {
    }

    /// <summary>Uses the given credentials.</summary>
    public SchedulerClient(AWSCredentials credentials, AwsServiceClientConfig config)
        : base(credentials, config)
    {
    }

    /// <summary>Creates a schedule.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="input">The body of CreateSchedule, as in the API reference.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EventBridgeException">The call was rejected.</exception>
    public Task CreateScheduleAsync(string name, JsonObject input, CancellationToken cancellationToken) => InvokeAsync<JsonCallResponse>(
        new CreateScheduleRequest(name, input), AnyOperation, cancellationToken);

    /// <summary>Deletes a schedule.</summary>
    /// <inheritdoc cref="CreateScheduleAsync" />
    public Task DeleteScheduleAsync(string name, string group, CancellationToken cancellationToken) => InvokeAsync<JsonCallResponse>(
        new DeleteScheduleRequest(name, group), AnyOperation, cancellationToken);
}
