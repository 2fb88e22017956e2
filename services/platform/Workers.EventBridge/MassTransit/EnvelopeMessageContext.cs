using MassTransit;
using MassTransit.Metadata;
using MassTransit.Serialization;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Receiving;

namespace Workers.EventBridge.MassTransit;

/// <summary>MassTransit's view of an envelope: ids, times and headers.</summary>
internal sealed class EnvelopeMessageContext(EventEnvelope envelope, Uri? destinationAddress, ReceiveContext? receive) : MessageContext
{
    private Headers? _headers;

    public Guid? MessageId { get; } = EventIds.ToGuid(envelope.EventId);

    public Guid? RequestId => null;

    public Guid? CorrelationId { get; } = EventIds.ToGuidOrNull(envelope.Metadata?.CorrelationId);

    public Guid? ConversationId { get; } = EventIds.ToGuidOrNull(envelope.Metadata?.ConversationId);

    public Guid? InitiatorId { get; } = EventIds.ToGuidOrNull(envelope.Metadata?.CausationId);

    public DateTime? ExpirationTime { get; } = envelope.Metadata?.ExpiresAt?.UtcDateTime;

    public Uri? SourceAddress => null;

    public Uri? DestinationAddress => destinationAddress;

    public Uri? ResponseAddress => null;

    public Uri? FaultAddress => null;

    public DateTime? SentTime { get; } = envelope.OccurredAt?.UtcDateTime;

    public Headers Headers => _headers ??= HeadersOf(envelope.Metadata) is { } headers
        ? new ReadOnlyDictionaryHeaders(SystemTextJsonMessageSerializer.Instance, headers)
        : EmptyHeaders.Instance;

    public HostInfo Host => HostMetadataCache.Empty;

    /// <summary>The publisher's headers, and those of MassTransit: how often the message was delivered before, and the token of its schedule.</summary>
    private IReadOnlyDictionary<string, object>? HeadersOf(EventMetadata? metadata)
    {
        var redeliveries = receive is not null && receive.TryGetPayload<InFlightMessage>(out var message) ? message.RedeliveryCount : 0;
        if (redeliveries == 0 && metadata?.SchedulingToken is null)
            return metadata?.Headers;

        var headers = new Dictionary<string, object>(metadata?.Headers ?? new Dictionary<string, object>());
        if (redeliveries > 0)
            headers[MessageHeaders.RedeliveryCount] = redeliveries;
        if (metadata?.SchedulingToken is { } token)
            headers[MessageHeaders.SchedulingTokenId] = token;
        return headers;
    }
}
