using Workers.EventBridge.Envelope;
using Workers.LocalAws.EventBridge.Patterns;

namespace Store.AppHost.Demo;

/// <summary>The published events, to compare with the accepted requests and with the reactions of the workers.</summary>
internal sealed class Publications
{
    private readonly IReadOnlySet<Guid> _accepted;
    private readonly List<(EventEnvelope Envelope, byte[] Body)> _mine;

    public Publications(IReadOnlyCollection<(EventEnvelope Envelope, byte[] Body)> events, IReadOnlySet<Guid> accepted)
    {
        _accepted = accepted;
        _mine = [.. events.Where(item => IsMine(EventIds.ToGuidOrNull(item.Envelope.Metadata?.CorrelationId)))];
        Unasked = events.Count - _mine.Count;
    }

    /// <summary>Events that belong to no accepted request.</summary>
    public int Unasked { get; }

    /// <summary>Accepted requests without a published event.</summary>
    public int Missing
    {
        get
        {
            var heard = _mine.Select(item => EventIds.ToGuid(item.Envelope.Metadata!.CorrelationId!)).ToHashSet();
            return _accepted.Count(id => !heard.Contains(id));
        }
    }

    /// <summary>Number of events that were published twice with different ids.</summary>
    public int Twice =>
        _mine.GroupBy(item => (item.Envelope.Metadata!.CorrelationId, item.Envelope.DetailType)).Sum(group => group.Count() - 1);

    /// <summary>The subjects of the events of one type: their correlation ids.</summary>
    public IReadOnlySet<string> Subjects(string detailType) => _mine
        .Where(item => item.Envelope.DetailType == detailType)
        .Select(item => EventIds.ToGuid(item.Envelope.Metadata!.CorrelationId!).ToString("N"))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Compares the reactions of a worker with the events that match its pattern.</summary>
    public WorkerResult Compare(ServiceReport worker, IReadOnlyList<Reaction> reactions)
    {
        var pattern = EventPattern.Parse(worker.Service.Subscription!.Pattern.GetRawText());
        var expected = _mine.Where(item => pattern.Matches(item.Body)).Select(
            item => EventIds.ToGuid(item.Envelope.EventId)).ToHashSet();
        var mine = reactions.Where(reaction => IsMine(reaction.CorrelationId)).ToList();
        var done = mine.Select(reaction => reaction.EventId).ToHashSet();
        return new WorkerResult(
            worker.Service.Name,
            mine.Count,
            Lost: expected.Count(eventId => !done.Contains(eventId)),
            Duplicated: mine.GroupBy(reaction => (reaction.EventId, reaction.Consumer)).Sum(group => group.Count() - 1),
            [.. mine.Select(reaction => (reaction.ProcessedAt - reaction.OccurredAt).TotalMilliseconds).Order()]);
    }

    private bool IsMine(Guid? correlationId) => correlationId is { } id && _accepted.Contains(id);
}
