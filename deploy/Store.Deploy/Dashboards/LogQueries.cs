using Amazon.CDK;
using Amazon.CDK.AWS.Logs;

namespace Store.Deploy.Dashboards;

/// <summary>
/// Saved queries of CloudWatch Logs Insights over the logs of all services. A line is JSON with <c>@mt</c>, the text, and <c>@l</c>, the level
/// unless it is Information; Logs Insights renames fields that begin with @, so the queries search the line itself.
/// </summary>
internal static class LogQueries
{
    private const string Bad = """filter @message like /"@l":"(Warning|Error|Fatal)"/""";

    private static readonly (string Name, string Query)[] Queries =
    [
        ("warnings and errors", $"fields @timestamp, Worker, @message\n| {Bad}\n| sort @timestamp desc\n| limit 200"),
        (
            "warnings and errors by text",
            $"{Bad}\n| parse @message '\"@mt\":\"*\"' as text\n| stats count() as lines, latest(@timestamp) as last by Worker, text\n| sort lines desc"),
        (
            "one order or event",
            "fields @timestamp, Worker, DetailType, Queue, @message\n"
            + "| filter CorrelationId = \"replace with an id\" or Event = \"replace with an id\"\n| sort @timestamp"),
    ];

    public static void Add(Stack stack, Deployment deployment)
    {
        foreach (var (name, query) in Queries)
        {
            _ = new CfnQueryDefinition(stack, name.Replace(" ", "", StringComparison.Ordinal), new CfnQueryDefinitionProps
            {
                Name = $"{deployment.Names.Environment}/{name}",
                QueryString = query,
                LogGroupNames = [.. deployment.Services.WithDatabase.Select(service => deployment.Names.LogGroup(service.Name))],
            });
        }
    }
}
