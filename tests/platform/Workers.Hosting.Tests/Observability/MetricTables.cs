namespace Workers.Hosting.Tests.Observability;

/// <summary>The tables of metrics in the READMEs.</summary>
internal static class MetricTables
{
    /// <summary>All rows, of the transport's and of the host's.</summary>
    public static IReadOnlyList<MetricRow> Rows { get; } =
    [
        .. Read(RepositoryFiles.Read("services", "platform", "Workers.EventBridge", "README.md")),
        .. Read(RepositoryFiles.Read("services", "platform", "Workers.Hosting", "README.md")),
    ];

    private static IEnumerable<MetricRow> Read(string text) =>
        from line in text.Split('\n').SkipWhile(line => !line.StartsWith("| metric |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
        let cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries)
        select new MetricRow(Code(cells[0]), cells[1], Code(cells[2]), [.. Attributes(cells[3])], cells[4]);

    private static IEnumerable<string> Attributes(string cell) =>
        cell.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => name switch
        {
            "queue" or "bus" => "messaging.destination.name",
            "type" => "workers.event.detail_type",
            "error" => "error.type",
            _ => Code(name),
        });

    private static string Code(string cell) => cell is ['`', .. var name, '`']
        ? name
        : throw new InvalidOperationException($"'{cell}' stands in the table without backticks.");
}

/// <summary>What a table says of a metric.</summary>
internal sealed record MetricRow(string Name, string Kind, string Unit, IReadOnlyList<string> Attributes, string Meaning);
