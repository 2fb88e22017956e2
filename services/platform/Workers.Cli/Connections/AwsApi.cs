using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Workers.EventBridge.Aws;

namespace Workers.Cli.Connections;

/// <summary>A client of CloudWatch, ECS or X-Ray: operations with JSON as in their API references.</summary>
internal sealed class AwsApi : AwsServiceClient
{
    private static readonly InvokeOptions AnyOperation = new() { RequestMarshaller = new Marshaller(), ResponseUnmarshaller = JsonCallUnmarshaller.Instance };

    private readonly string? _target;
    private readonly string _contentType;

    private AwsApi(AwsServiceClientConfig config, string? target, string contentType)
        : base(config) => (_target, _contentType) = (target, contentType);

    private AwsApi(AWSCredentials credentials, AwsServiceClientConfig config, string? target, string contentType)
        : base(credentials, config) => (_target, _contentType) = (target, contentType);

    public static AwsApi CloudWatch(string region, Uri? endpoint) =>
        Create("CloudWatch", "monitoring", "2010-08-01", region, endpoint, "GraniteServiceVersion20100801", "application/x-amz-json-1.0");

    public static AwsApi Ecs(string region, Uri? endpoint) =>
        Create("ECS", "ecs", "2014-11-13", region, endpoint, "AmazonEC2ContainerServiceV20141113", "application/x-amz-json-1.1");

    public static AwsApi XRay(string region, Uri? endpoint) => Create("XRay", "xray", "2016-04-12", region, endpoint, target: null, "application/json");

    /// <summary>Calls an operation.</summary>
    /// <param name="operation">Its name; of a service with REST, its path.</param>
    /// <param name="input">Its input.</param>
    /// <param name="cancellationToken">Ctrl+C.</param>
    /// <exception cref="AmazonServiceException">The service rejects the call.</exception>
    public async Task<JsonObject> CallAsync(string operation, JsonObject input, CancellationToken cancellationToken) => (await InvokeAsync<JsonCallResponse>(
        new Call(_target is null ? operation : "/", _target is null ? null : $"{_target}.{operation}", _contentType, input), AnyOperation, cancellationToken)).Output;

    private static AwsApi Create(string id, string host, string version, string region, Uri? endpoint, string? target, string contentType)
    {
        var config = new AwsServiceClientConfig(id, host, version);
        if (endpoint is null)
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region);
            return new AwsApi(config, target, contentType);
        }

        (config.ServiceURL, config.AuthenticationRegion) = (endpoint.ToString(), region);
        return new AwsApi(new BasicAWSCredentials("local", "local"), config, target, contentType);
    }

    private sealed class Call(string path, string? target, string contentType, JsonObject input) : AmazonWebServiceRequest
    {
        public string Path => path;

        public string? Target => target;

        public string ContentType => contentType;

        public JsonObject Input => input;
    }

    private sealed class Marshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var call = (Call)input;
            var request = new DefaultRequest(call, "Amazon") { HttpMethod = "POST", ResourcePath = call.Path, Content = Encoding.UTF8.GetBytes(call.Input.ToJsonString()) };
            request.Headers["Content-Type"] = call.ContentType;
            if (call.Target is { } target)
                request.Headers["X-Amz-Target"] = target;
            return request;
        }
    }
}
