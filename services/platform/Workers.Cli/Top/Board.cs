using Workers.Cli.Connections;

namespace Workers.Cli.Top;

/// <summary>Reads the figures of all workers from every source that there is.</summary>
internal sealed class Board : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = Patience }) { Timeout = Patience };
    private readonly IReadOnlyList<string> _names;
    private readonly QueueFigures _queues;
    private readonly List<IFigureSource> _sources = [];
    private readonly AwsApi[] _apis = [];

    /// <param name="aws">The connection.</param>
    /// <param name="services">The folder with the programs of this machine; null for none.</param>
    /// <param name="names">Names of queues; empty for all.</param>
    public Board(AwsConnection aws, string? services, IReadOnlyList<string> names)
    {
        (_names, _queues) = (names, new QueueFigures(aws));
        if (aws.Endpoint is not { } endpoint)
        {
            _apis = [AwsApi.CloudWatch(aws.Region, endpoint: null), AwsApi.Ecs(aws.Region, endpoint: null)];
            _sources.AddRange([new CloudWatchFigures(_apis[0], aws.QueuePrefix, aws.Time), new EcsFigures(_apis[1], aws.QueuePrefix)]);
            return;
        }

        _sources.Add(new LocalAwsFigures(_http, endpoint, aws.Time));
        if (services is not null)
            _sources.Add(new ProgramFigures(_http, services, aws.QueuePrefix));
    }

    public async Task<IReadOnlyList<WorkerFigures>> ReadAsync(CancellationToken cancellationToken)
    {
        var figures = await _queues.ReadAsync(_names, cancellationToken);
        foreach (var source in _sources)
            figures = await source.AddAsync(figures, cancellationToken);
        return figures;
    }

    public void Dispose()
    {
        _http.Dispose();
        foreach (var api in _apis)
            api.Dispose();
    }
}
