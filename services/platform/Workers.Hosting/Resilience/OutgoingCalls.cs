using System.Net;
using MassTransit;
using Microsoft.Extensions.Http;
using Polly.Timeout;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Resilience;

/// <summary>
/// Records failures of HTTP calls within an attempt. A client that retries by itself hides its failures, and the timeout that cancels its
/// retries only says that it took too long.
/// </summary>
internal sealed class OutgoingCalls : IDisposable
{
    private static readonly AsyncLocal<OutgoingCalls?> Watching = new();

    private volatile Failure? _last;

    /// <summary>Records the calls that start from here, until it is disposed.</summary>
    public static OutgoingCalls Watch() => Watching.Value = new OutgoingCalls();

    public void Dispose() => Watching.Value = null;

    /// <summary>The failure of the attempt, with the host that did not answer, and the reason.</summary>
    public Exception Explain(Exception failure)
    {
        if (_last is not { } last || !OutageSigns.AreIn(failure))
            return failure;

        switch (failure)
        {
            case TimeoutRejectedException timeout:
                return new TimeoutRejectedException(
                    $"It took longer than {timeout.Timeout.TotalSeconds:0.###} s. The last call before that, of {last.Host}, failed: {last.Reason}",
                    timeout.Timeout,
                    timeout);

            // The client's own timeout, which MassTransit converts to a cancellation by the consumer.
            case OperationCanceledException or ConsumerCanceledException:
                return new TimeoutException($"A call of {last.Host} was cancelled. The last one before it failed: {last.Reason}", failure);

            default:
                FailureReason.AddHost(failure, last.Host);
                return failure;
        }
    }

    private sealed record Failure(string Host, string Reason);

    /// <summary>Adds the recorder as the innermost handler of every HTTP client, below its retries.</summary>
    public sealed class Filter : IHttpMessageHandlerBuilderFilter
    {
        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            next(builder);
            builder.AdditionalHandlers.Add(new Recorder());
        };
    }

    private sealed class Recorder : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Watching.Value is not { } watching || request.RequestUri?.Authority is not { } host)
                return await base.SendAsync(request, cancellationToken);

            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                watching._last = response.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests
                    ? new Failure(host, $"it answered {(int)response.StatusCode}")
                    : null;
                return response;
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                // Cancelled. An earlier failure has more information.
                watching._last ??= new Failure(host, "it did not answer");
                throw;
            }
            catch (Exception error)
            {
                watching._last = new Failure(host, error.Describe());
                throw;
            }
        }
    }
}
