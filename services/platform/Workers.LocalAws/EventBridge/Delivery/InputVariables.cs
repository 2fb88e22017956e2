using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Delivery;

/// <summary>
/// The variables of an InputTransformer: those of its InputPathsMap, and the predefined ones. Their values are JSON.
/// Source: the EventBridge user guide, "Amazon EventBridge input transformation".
/// </summary>
internal sealed class InputVariables(IReadOnlyDictionary<string, JsonPath> paths)
{
    // Recorded answer: in <aws.events.event> the members have these names and this order.
    private static readonly (string Field, string Name)[] Envelope =
    [
        ("id", "id"), ("account", "account"), ("detail-type", "detailType"), ("time", "time"), ("source", "source"),
        ("region", "region"), ("resources", "resources"), ("version", "version"),
    ];

    /// <summary>Reads the variable from an event, or null if there is no such variable. The value is null if the event lacks it.</summary>
    public Func<DeliveredEvent, string?>? Find(string name) => name switch
    {
        "aws.events.rule-arn" => static delivered => Text(delivered.RuleArn),
        "aws.events.rule-name" => static delivered => Text(delivered.RuleName),
        "aws.events.event.ingestion-time" => static delivered =>
            Text(delivered.IngestedAt.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)),
        "aws.events.event.json" => static delivered => Encoding.UTF8.GetString(delivered.Envelope),
        "aws.events.event" => static delivered => WithoutDetail(delivered.Root),
        _ when paths.TryGetValue(name, out var path) => delivered => path.Read(delivered.Root),
        _ => null,
    };

    private static string Text(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static string WithoutDetail(JsonElement root)
    {
        var members = Envelope
            .Where(member => root.TryGetProperty(member.Field, out _))
            .Select(member => $"\"{member.Name}\":{root.GetProperty(member.Field).GetRawText()}");
        return $"{{{string.Join(',', members)}}}";
    }
}
