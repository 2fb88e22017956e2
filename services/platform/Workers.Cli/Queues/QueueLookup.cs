using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.Cli.Connections;

namespace Workers.Cli.Queues;

/// <summary>Finds queues by their names.</summary>
internal sealed class QueueLookup(AwsConnection connection)
{
    private const int Parallel = 8;

    /// <summary>Finds a queue, with the prefix before its name or without.</summary>
    /// <returns>The queue; null if there is none.</returns>
    public async Task<FoundQueue?> FindAsync(string name, CancellationToken cancellationToken)
    {
        string[] names = [connection.QueuePrefix + name, name, $"{connection.QueuePrefix}{name}.fifo", $"{name}.fifo"];
        foreach (var full in names.Distinct(StringComparer.Ordinal))
        {
            try
            {
                var answer = await connection.Sqs.GetQueueUrlAsync(full, cancellationToken);
                return await DescribeAsync(answer.QueueUrl, cancellationToken);
            }
            catch (QueueDoesNotExistException)
            {
                // It may have the other name, or none.
            }
        }

        return null;
    }

    /// <summary>Finds a queue, with the prefix before its name or without.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public async Task<FoundQueue> GetAsync(string name, CancellationToken cancellationToken) =>
        await FindAsync(name, cancellationToken) ?? throw new CliException(
            $"There is no queue '{name}' at {connection.Name}{await KnownAsync(cancellationToken)}");

    /// <summary>All queues whose names start with the prefix, by name.</summary>
    public async Task<IReadOnlyList<FoundQueue>> AllAsync(CancellationToken cancellationToken)
    {
        var urls = await UrlsAsync(cancellationToken);
        var found = new FoundQueue?[urls.Count];
        await System.Threading.Tasks.Parallel.ForEachAsync(
            urls.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (url, cancelled) => found[url.Index] = await TryDescribeAsync(url.Item, cancelled));
        return [.. found.OfType<FoundQueue>().OrderBy(queue => queue.Name, StringComparer.Ordinal)];
    }

    /// <summary>Reads the attributes of a queue again.</summary>
    public async Task<FoundQueue> DescribeAsync(string url, CancellationToken cancellationToken)
    {
        var answer = await connection.Sqs.GetQueueAttributesAsync(url, [QueueAttributeName.All], cancellationToken);
        return new FoundQueue(url[(url.LastIndexOf('/') + 1)..], url, answer.Attributes ?? []);
    }

    private async Task<FoundQueue?> TryDescribeAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            return await DescribeAsync(url, cancellationToken);
        }
        catch (QueueDoesNotExistException)
        {
            // It was deleted meanwhile.
            return null;
        }
    }

    private async Task<IReadOnlyList<string>> UrlsAsync(CancellationToken cancellationToken)
    {
        List<string> urls = [];
        var request = new ListQueuesRequest { QueueNamePrefix = connection.QueuePrefix, MaxResults = 1000 };
        do
        {
            var answer = await connection.Sqs.ListQueuesAsync(request, cancellationToken);
            urls.AddRange(answer.QueueUrls ?? []);
            request.NextToken = answer.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
        return urls;
    }

    private async Task<string> KnownAsync(CancellationToken cancellationToken)
    {
        var names = (await UrlsAsync(cancellationToken)).Select(url => url[(url.LastIndexOf('/') + 1)..]).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? ". There are no queues." : $". There are: {string.Join(", ", names.Take(30))}{(names.Count > 30 ? ", …" : ".")}";
    }
}
