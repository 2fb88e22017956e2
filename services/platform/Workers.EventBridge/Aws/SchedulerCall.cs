using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Workers.EventBridge.Aws;

/// <summary>A call about one schedule: REST, with JSON as in the API reference. Metrics have the name of the class.</summary>
internal abstract class SchedulerCallRequest(string method, string name) : AmazonWebServiceRequest
{
    public string Method { get; } = method;

    /// <summary>The schedule: letters, digits, '.', '-' and '_'.</summary>
    public string Name { get; } = name;

    public JsonObject? Input { get; protected init; }

    public string? Group { get; protected init; }
}

internal sealed class CreateScheduleRequest : SchedulerCallRequest
{
    public CreateScheduleRequest(string name, JsonObject input)
        : base("POST", name) => Input = input;
}

internal sealed class DeleteScheduleRequest : SchedulerCallRequest
{
    public DeleteScheduleRequest(string name, string group)
        : base("DELETE", name) => Group = group;
}

internal sealed class SchedulerCallMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly SchedulerCallMarshaller Instance = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var call = (SchedulerCallRequest)input;
        var request = new DefaultRequest(call, "Amazon.Scheduler") { HttpMethod = call.Method, ResourcePath = $"/schedules/{call.Name}" };
        if (call.Input is not null)
        {
            request.Content = Encoding.UTF8.GetBytes(call.Input.ToJsonString());
            request.Headers["Content-Type"] = "application/json";
        }

        if (call.Group is not null)
        {
            request.Parameters.Add("groupName", call.Group);
            request.UseQueryString = true;
        }

        return request;
    }
}
