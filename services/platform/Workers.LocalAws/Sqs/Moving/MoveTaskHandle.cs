using System.Text;
using System.Text.Json;

namespace Workers.LocalAws.Sqs.Moving;

/// <summary>The handle of a move task: as in AWS, Base64 of JSON with the task and its source.</summary>
internal static class MoveTaskHandle
{
    public static string Create(string sourceArn) => Convert.ToBase64String(
        Encoding.UTF8.GetBytes($$"""{"taskId":"{{Guid.NewGuid()}}","sourceArn":"{{sourceArn}}"}"""));

    /// <summary>The ARN of the source, or null if it is not a handle.</summary>
    public static string? SourceOf(string handle)
    {
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(handle));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("taskId", out _)
                && document.RootElement.TryGetProperty("sourceArn", out var source)
                ? source.GetString()
                : null;
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
