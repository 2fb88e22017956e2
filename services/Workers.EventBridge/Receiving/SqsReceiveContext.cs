using System.Diagnostics;
using System.Text;
using MassTransit;
using MassTransit.Logging;
using MassTransit.Transports;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Publishing;

namespace Workers.EventBridge.Receiving;

/// <summary>A message of the queue, as MassTransit's pipeline takes it.</summary>
internal sealed class SqsReceiveContext : BaseReceiveContext
{
    private readonly CancellationTokenRegistration _lost;

    private SqsReceiveContext(HeldMessage held, byte[] body, ReceivedEvent received, ReceiveEndpointContext endpoint)
        : base(held.ReceiveCount > 1, endpoint, held, received)
    {
        Body = new BytesMessageBody(body);
        Traceparent = Valid(received.EnvelopeOrNull?.Metadata?.Traceparent) ?? XRayTraceHeader.ToTraceparent(held.TraceHeader);
        HeaderProvider = new Headers(held.Message.MessageId, Traceparent);
        _lost = held.Lost.Register(Cancel);
    }

    public override MessageBody Body { get; }

    /// <summary>The trace that the event belongs to: its metadata's, or what EventBridge carried over.</summary>
    public string? Traceparent { get; }

    /// <summary>The id of that trace, 32 hex digits.</summary>
    public string? TraceId => Traceparent is { Length: 55 } ? Traceparent[3..35] : null;

    protected override IHeaderProvider HeaderProvider { get; }

    public static SqsReceiveContext Create(HeldMessage held, ReceiveEndpointContext endpoint)
    {
        var body = Encoding.UTF8.GetBytes(held.Message.Body);
        return new SqsReceiveContext(held, body, ReceivedEvent.Read(body), endpoint);
    }

    public override void Dispose()
    {
        _lost.Dispose();
        base.Dispose();
    }

    private static string? Valid(string? traceparent) =>
        ActivityContext.TryParse(traceparent, traceState: null, out _) ? traceparent : null;

    private sealed class Headers(string messageId, string? traceparent) : IHeaderProvider
    {
        public IEnumerable<KeyValuePair<string, object>> GetAll()
        {
            yield return new(MessageHeaders.TransportMessageId, messageId);
            if (traceparent is not null)
                yield return new(DiagnosticHeaders.ActivityId, traceparent);
        }

        public bool TryGetHeader(string key, out object value)
        {
            value = key switch
            {
                MessageHeaders.TransportMessageId => messageId,
                DiagnosticHeaders.ActivityId => traceparent!,
                _ => null!,
            };
            return value is not null;
        }
    }
}
