using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Workers.LocalAws.Http.Query;

/// <summary>
/// The Query protocol, the predecessor of AWS JSON: parameters in a form or in the URL, responses in XML. Older SDKs and many tools use it.
/// Only SQS has it here.
/// </summary>
internal sealed class QueryFormat(IReadOnlyList<AwsService> services) : IWireFormat
{
    private const string Action = "Action";

    // Ten messages with ten attributes each have 360 parameters.
    private const int MaximumParameters = 1024;

    private readonly AwsService _service = services.First(service => service.Query is not null);
    private readonly QueryOutput _output = new(services.First(service => service.Query is not null).Query!);

    public static bool IsUsedBy(HttpRequest request) =>
        string.IsNullOrEmpty(request.Headers[JsonFormat.TargetHeader]) && (IsForm(request) || request.Query.ContainsKey(Action));

    public AwsRequest Read(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        RefuseBrowsers(request);
        var parameters = new QueryParameter();
        foreach (var (name, values) in request.Query)
            parameters.Add(name, values.ToString());
        if (IsForm(request))
            AddForm(parameters, body);

        var action = parameters.Find(Action)?.Value ?? "";
        var isValid = request.Path.Value is null or "" or "/" || !_service.Query!.RootOperations.Contains(action);
        return isValid && _service.Operations.TryGetValue(action, out var operation)
            ? new AwsRequest(_service, action, operation, new QueryInput(_service.Query!, action).ToJson(parameters))
            : throw new AwsException("InvalidAction", $"The action {action} is not valid for this endpoint.");
    }

    public async Task WriteAsync(HttpContext context, AwsRequest request, AwsCall call)
    {
        using var output = call.HasOutput ? JsonDocument.Parse(call.Finish()) : null;
        await WriteAsync(context, _output.ToXml(request.Name, output?.RootElement, RequestIdOf(context)));
    }

    public Task WriteErrorAsync(HttpContext context, AwsException error)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.StatusCode = error.Status;
        return WriteAsync(context, _output.ToXml(error, RequestIdOf(context)));
    }

    // A browser sends forms and links of any web page without a preflight request, which protects the JSON protocols.
    private static void RefuseBrowsers(HttpRequest request)
    {
        if (request.Headers.Origin.Count > 0 || request.Headers.UserAgent.ToString().StartsWith("Mozilla/", StringComparison.Ordinal))
            throw new AwsException("AccessDenied", "LocalAws rejects calls from web browsers.", status: StatusCodes.Status403Forbidden);
    }

    private static bool IsForm(HttpRequest request) =>
        request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    private static void AddForm(QueryParameter parameters, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var reader = new FormReader(Encoding.UTF8.GetString(body.Span))
            {
                ValueCountLimit = MaximumParameters,
                ValueLengthLimit = RequestBody.MaximumBytes,
            };
            foreach (var (name, values) in reader.ReadForm())
                parameters.Add(name, values.ToString());
        }
        catch (InvalidDataException error)
        {
            throw AwsException.Serialization(error.Message);
        }
    }

    private static Task WriteAsync(HttpContext context, byte[] xml)
    {
        context.Response.ContentType = "text/xml";
        return ResponseMemory.WriteAsync(context, xml);
    }

    private static string RequestIdOf(HttpContext context) => context.Response.Headers[AwsErrors.RequestIdHeader].ToString();
}
