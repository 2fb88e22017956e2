using System.Text.Json;

namespace Workers.LocalAws.Sqs.Queues;

/// <summary>The queues that may use this one as their dead-letter queue.</summary>
internal sealed record RedriveAllowPolicy(string Permission, IReadOnlyList<string> SourceQueueArns)
{
    public bool Allows(string sourceArn) => Permission switch
    {
        "denyAll" => false,
        "byQueue" => SourceQueueArns.Contains(sourceArn),
        _ => true,
    };

    public static RedriveAllowPolicy? Parse(string json)
    {
        if (json.Length == 0)
            return null;

        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var permission = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("redrivePermission", out var value)
                && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
            if (permission is not ("allowAll" or "denyAll" or "byQueue"))
                throw Invalid(json, "redrivePermission must be allowAll, denyAll or byQueue.");

            var sources = root.TryGetProperty("sourceQueueArns", out var arns) && arns.ValueKind == JsonValueKind.Array
                ? arns.EnumerateArray().Select(arn => arn.ToString()).ToArray()
                : [];
            var complete = permission == "byQueue" ? sources.Length is >= 1 and <= 10 : sources.Length == 0;
            return complete
                ? new RedriveAllowPolicy(permission, sources)
                : throw Invalid(json, "sourceQueueArns must name 1 to 10 queues with byQueue, and none otherwise.");
        }
        catch (JsonException)
        {
            throw Invalid(json, "It is not a valid JSON map.");
        }
    }

    private static Http.AwsException Invalid(string json, string reason) => SqsError.InvalidParameter("RedriveAllowPolicy", json, reason);
}
