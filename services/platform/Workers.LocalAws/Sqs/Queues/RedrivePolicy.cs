using System.Globalization;
using System.Text.Json;

namespace Workers.LocalAws.Sqs.Queues;

/// <summary>The dead-letter queue, and the number of receives after which messages are moved there.</summary>
internal sealed record RedrivePolicy(string DeadLetterTargetArn, int MaxReceiveCount)
{
    private const string Name = "RedrivePolicy";

    public static RedrivePolicy? Parse(string json)
    {
        if (json.Length == 0)
            return null;

        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw Invalid(json, "Redrive policy is not a valid JSON map.");
            if (!root.TryGetProperty("deadLetterTargetArn", out var arn) || arn.ValueKind != JsonValueKind.String)
                throw Invalid(json, "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
            if (!root.TryGetProperty("maxReceiveCount", out var count))
                throw Invalid(json, "Redrive policy does not contain mandatory attribute: maxReceiveCount.");
            // Consoles and templates write the count as a string or as a number.
            if (!int.TryParse(count.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var times) || times is < 1 or > 1000)
                throw Invalid(json, "Invalid value for maxReceiveCount: must be 1 to 1000.");
            return new RedrivePolicy(arn.GetString()!, times);
        }
        catch (JsonException)
        {
            throw Invalid(json, "Redrive policy is not a valid JSON map.");
        }
    }

    public static Http.AwsException Invalid(string json, string reason) => SqsError.InvalidParameter(Name, json, reason);
}
