using Amazon.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Local.Control;
using Workers.Local.Demo;
using Workers.Local.Processes;
using Workers.Hosting.Provisioning;
using Workers.Local.Telemetry;

namespace Workers.Local.Page;

/// <summary>What the page asks for, as JSON below <c>/api</c>. An error is a sentence, as text.</summary>
internal sealed class PageApi : IDisposable
{
    private readonly LocalSystem _system;
    private readonly TraceStore _traces;
    private readonly ServiceStates _services;
    private readonly LocalAwsPages _aws;
    private readonly Provisioner _provisioner;
    private readonly DeadLetterQueues _deadLetters;
    private readonly RefusedEvents _refusedEvents;
    private readonly Shopper _shopper;
    private int _numbers;

    public PageApi(LocalSystem system, TraceStore traces)
    {
        (_system, _traces) = (system, traces);
        _services = new ServiceStates(system);
        _aws = new LocalAwsPages(system.Aws.Endpoint);
        _provisioner = new Provisioner(system.Aws.Endpoint);
        _deadLetters = new DeadLetterQueues(_aws, _provisioner.Sqs);
        _refusedEvents = new RefusedEvents(system);

        // Who presses a button waits for the answer: that the Storefront is away is one too.
        _shopper = new Shopper(system.Installation.Services.Storefront.Url, Random.Shared.Next(1000)) { Patience = TimeSpan.Zero };
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api");
        api.AddEndpointFilter(InWordsAsync);
        api.MapGet("/system", async (CancellationToken token) =>
            SystemMap.Of(_system, await _aws.TopologyAsync(token), await _services.AskAsync(token)));
        api.MapGet("/traces", (string? search, string? all) =>
            _traces.Find(TraceSearch.For(search), withEvents: !IsTrue(nameof(all), all), TraceStore.MostFound));
        api.MapGet("/traces/{traceId}", (string traceId) => TraceSearch.IdOf(traceId) is { } id && _traces.Describe(id) is { } trace
            ? Results.Ok(trace)
            : Results.Text(NoTrace(traceId), statusCode: StatusCodes.Status404NotFound));
        api.MapGet("/dead-letters", _deadLetters.ShowAsync);
        api.MapPost("/dead-letters/{queue}/redrive", async (string queue, CancellationToken token) =>
            new { redriven = await _deadLetters.RedriveAsync(queue, token) });
        api.MapGet("/refused-events", _refusedEvents.ShowAsync);
        api.MapPost("/orders", OrderAsync);
        api.MapPost("/users", async (CancellationToken token) =>
            new { userId = await _shopper.RegisterAsync(Interlocked.Increment(ref _numbers), token) });
        routes.MapFallback("{**path}", (HttpRequest request) => Results.Text(
            $"There is no {request.Method} {request.Path} here. The page is at /.", statusCode: StatusCodes.Status404NotFound));
    }

    public void Dispose()
    {
        _services.Dispose();
        _aws.Dispose();
        _provisioner.Dispose();
        _refusedEvents.Dispose();
        _shopper.Dispose();
    }

    private string NoTrace(string traceId)
    {
        if (TraceSearch.IdOf(traceId) is null)
            return $"'{traceId}' is no trace id, which is 32 hexadecimal digits: search for it with /api/traces?search=.";
        return _system.TracesGoTo is { } elsewhere
            ? $"There is no trace {traceId} here: traces go to {elsewhere}, as OTEL_EXPORTER_OTLP_ENDPOINT says."
            : $"There is no trace {traceId} here, or no longer: the latest {TraceStore.MaximumTraces} are kept until the system stops.";
    }

    private static bool IsTrue(string name, string? value) => value is null or ""
        ? false
        : bool.TryParse(value, out var isTrue)
            ? isTrue
            : throw new BadHttpRequestException($"{name}={value} is neither true nor false: leave it out for false.");

    private Task<AcceptedOrder> OrderAsync(string? declined, CancellationToken cancellationToken)
    {
        var isDeclined = IsTrue(nameof(declined), declined);
        var number = Interlocked.Increment(ref _numbers);
        return isDeclined
            ? _shopper.OrderDeclinedAsync(number, cancellationToken)
            : _shopper.OrderAsync(number, mayBeDeclined: false, cancellationToken);
    }

    private async ValueTask<object?> InWordsAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (BadHttpRequestException error)
        {
            return Results.Text(error.Message, statusCode: error.StatusCode);
        }
        catch (LocalException error)
        {
            return Results.Text(error.Message, statusCode: StatusCodes.Status409Conflict);
        }
        catch (AmazonServiceException error)
        {
            return Results.Text($"SQS refused it: {error.Message}", statusCode: StatusCodes.Status409Conflict);
        }
        catch (Exception error) when (
            error is HttpRequestException or AmazonClientException or OperationCanceledException
            && !context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            var isForTheShop = HttpMethods.IsPost(context.HttpContext.Request.Method) && error is HttpRequestException;
            return Results.Text(
                isForTheShop
                    ? "The Storefront does not answer: it is stopped, or just starting."
                    : $"The system does not answer: it is starting, or stopping. ({error.Message})",
                statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
