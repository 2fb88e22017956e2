using System.Text.Json.Nodes;
using Amazon.Runtime;
using Workers.Cli.Connections;

namespace Workers.Cli.Top;

/// <summary>The tasks of the services on ECS: the cluster and the services have the names that <c>deploy/</c> gives them.</summary>
internal sealed class EcsFigures(AwsApi ecs, string queuePrefix) : IFigureSource
{
    /// <summary>Services in a call (Amazon ECS API Reference, DescribeServices).</summary>
    private const int MostServices = 10;

    public async Task<IReadOnlyList<WorkerFigures>> AddAsync(IReadOnlyList<WorkerFigures> workers, CancellationToken cancellationToken)
    {
        var services = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        try
        {
            foreach (var names in workers.Select(worker => worker.Queue).Chunk(MostServices))
            {
                var answer = await ecs.CallAsync(
                    "DescribeServices",
                    new() { ["cluster"] = $"{queuePrefix}workers", ["services"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) },
                    cancellationToken);
                foreach (var service in answer["services"]?.AsArray() ?? [])
                    services[(string)service!["serviceName"]!] = service;
            }
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "ClusterNotFoundException" or "AccessDeniedException")
        {
            return workers;
        }

        return [.. workers.Select(worker => services.GetValueOrDefault(worker.Queue) is { } service
            ? worker with { Tasks = (int?)service["runningCount"], DesiredTasks = (int?)service["desiredCount"] }
            : worker)];
    }
}
