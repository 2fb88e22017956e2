using System.Text.Json.Nodes;
using Workers.Cli.Connections;

namespace Workers.Cli.Events;

/// <summary>An archive of the bus.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="BusArn">The ARN of the bus.</param>
/// <param name="Events">Number of its events.</param>
/// <param name="RetentionDays">Days for which it keeps an event; 0 for ever.</param>
internal sealed record FoundArchive(string Name, string Arn, string BusArn, long Events, int RetentionDays);

/// <summary>Finds the archive of the bus.</summary>
internal static class ArchiveLookup
{
    /// <param name="aws">The connection.</param>
    /// <param name="name">Its name; null for the only one of the bus.</param>
    /// <param name="cancellationToken">Ctrl+C.</param>
    /// <exception cref="CliException">There is none, or there are several.</exception>
    public static async Task<FoundArchive> GetAsync(AwsConnection aws, string? name, CancellationToken cancellationToken)
    {
        var bus = (string)(await aws.EventBridge.CallAsync("DescribeEventBus", new() { ["Name"] = aws.Bus }, cancellationToken))["Arn"]!;
        List<string> names = [];
        string? token = null;
        do
        {
            var input = new JsonObject { ["EventSourceArn"] = bus };
            if (token is not null)
                input["NextToken"] = token;
            var page = await aws.EventBridge.CallAsync("ListArchives", input, cancellationToken);
            names.AddRange((page["Archives"]?.AsArray() ?? []).Select(archive => (string)archive!["ArchiveName"]!));
            token = (string?)page["NextToken"];
        }
        while (token is not null);
        var chosen = (name, names) switch
        {
            (null, [var only]) => only,
            (null, []) => throw new CliException($"Bus '{aws.Bus}' at {aws.Name} has no archive: its events cannot be replayed. An archive keeps events from its creation on: "
                + $"aws events create-archive --archive-name {aws.Bus} --event-source-arn {bus}{(aws.Endpoint is null ? "" : $" --endpoint-url {aws.Name}")}"),
            (null, _) => throw new CliException($"Bus '{aws.Bus}' has several archives: name one of {string.Join(", ", names)} with --archive."),
            ({ } given, _) => names.Contains(given, StringComparer.Ordinal)
                ? given
                : throw new CliException($"Bus '{aws.Bus}' has no archive '{given}'. It has: {string.Join(", ", names)}."),
        };
        var described = await aws.EventBridge.CallAsync("DescribeArchive", new() { ["ArchiveName"] = chosen }, cancellationToken);
        return new FoundArchive(
            chosen, (string)described["ArchiveArn"]!, bus, (long?)described["EventCount"] ?? 0, (int?)described["RetentionDays"] ?? 0);
    }
}
