using System.Text;

namespace Workers.LocalAws.Sqs.Moving;

/// <summary>The handle of a move task: as in AWS, Base64 of JSON with the task and its source.</summary>
internal static class MoveTaskHandle
{
    public static string Create(string sourceArn) => Convert.ToBase64String(
        Encoding.UTF8.GetBytes($$"""{"taskId":"{{Guid.NewGuid()}}","sourceArn":"{{sourceArn}}"}"""));
}
