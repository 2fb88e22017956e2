namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Gives up on a collector that does not answer. The logs' exporter would wait for 100 s, and for as long again at the end of the process,
/// which the platform does not wait for.
/// </summary>
internal sealed class ExportDeadline() : DelegatingHandler(new SocketsHttpHandler())
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Longest);
        return base.Send(request, late.Token);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Longest);
        return await base.SendAsync(request, late.Token);
    }
}
