using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace Workers.EventBridge.Tests.Fixture;

/// <summary>
/// Stands between a client of the SDK and the server: keeps what was asked, holds calls back, or answers in the server's place.
/// </summary>
public sealed class HttpFaults : HttpClientFactory
{
    private readonly ConcurrentQueue<(string Operation, JsonNode Input)> _requests = new();
    private int _cutOff;
    private int _spoiled;

    /// <summary>Sees the operation of each call, such as <c>DeleteMessageBatch</c>; its answer, if any, is what the client gets.</summary>
    public Func<string, Task<HttpResponseMessage?>> OnCall { get; set; } = _ => Task.FromResult<HttpResponseMessage?>(null);

    /// <summary>What a call that is cut off ends with, in place of the cancellation.</summary>
    public Func<Exception>? OnCutOff { get; set; }

    /// <summary>How much later than the client the server sees that a call was cut off.</summary>
    public TimeSpan HangsUpLate { get; set; }

    /// <summary>Calls that were cut off.</summary>
    public int CutOff => _cutOff;

    /// <summary>Calls that were spoiled.</summary>
    public int Spoiled => _spoiled;

    /// <summary>How many entries each call of a batch operation had, in the order of the calls.</summary>
    public IReadOnlyList<int> Entries(string operation) =>
        [.. _requests.Where(one => one.Operation == operation).Select(one => one.Input["Entries"]!.AsArray().Count)];

    /// <summary>What a proxy says that has lost its way: no client can read it.</summary>
    public static HttpResponseMessage Gibberish() => new(HttpStatusCode.OK) { Content = new StringContent("<html>Bad gateway</html>") };

    public static HttpResponseMessage Unavailable() => new(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("{}") };

    /// <summary>The first entry of a batch fails, and says why.</summary>
    public static HttpResponseMessage FailedEntry(string code, bool senderFault, string message = "No.") => new(HttpStatusCode.OK)
    {
        Content = JsonContent.Create(new
        {
            Failed = new[] { new { Id = "0", SenderFault = senderFault, Code = code, Message = message } },
            Successful = Array.Empty<object>(),
        }, options: new JsonSerializerOptions()),
    };

    /// <summary>Spoils the first calls of an operation.</summary>
    public void Spoil(string operation, int calls, Func<HttpResponseMessage> answer)
    {
        var left = calls;
        OnCall = called =>
        {
            if (called != operation || Interlocked.Decrement(ref left) < 0)
                return Task.FromResult<HttpResponseMessage?>(null);
            Interlocked.Increment(ref _spoiled);
            return Task.FromResult<HttpResponseMessage?>(answer());
        };
    }

    /// <summary>Holds the calls of an operation until the task is done.</summary>
    public void Hold(string operation, Task until) => OnCall = async called =>
    {
        if (called == operation)
            await until;
        return null;
    };

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    private sealed class Handler(HttpFaults faults) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                var operation = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[^1];
                faults._requests.Enqueue((operation, JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!));
                if (await faults.OnCall(operation).WaitAsync(cancellationToken) is not { } answer)
                    return await SendOnAsync(request, cancellationToken);

                answer.RequestMessage = request;
                return answer;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                Interlocked.Increment(ref faults._cutOff);
                throw faults.OnCutOff?.Invoke() ?? new OperationCanceledException(cancellationToken);
            }
        }

        private Task<HttpResponseMessage> SendOnAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (faults.HangsUpLate == TimeSpan.Zero)
                return base.SendAsync(request, cancellationToken);

            var late = new CancellationTokenSource();
            cancellationToken.Register(() => late.CancelAfter(faults.HangsUpLate));
            return base.SendAsync(request, late.Token).WaitAsync(cancellationToken);
        }
    }
}
