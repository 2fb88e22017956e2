using System.Text;
using System.Text.Json;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Operations;

/// <summary>Lists queue URLs by page. The token is the name of the last queue on a page.</summary>
internal static class Paging
{
    public static void WriteUrls(AwsCall call, QueueStore queues, IEnumerable<MessageQueue> found, string member)
    {
        var maximum = call.Input.Ranged("MaxResults", 1, SqsLimits.MaximumListed);
        var after = call.Input.Text("NextToken") is { Length: > 0 } token ? Decode(token) : null;
        var page = found
            .Where(queue => after is null || string.CompareOrdinal(queue.Name, after) > 0)
            .Take((maximum ?? SqsLimits.MaximumListed) + 1)
            .ToList();

        var more = page.Count > (maximum ?? SqsLimits.MaximumListed);
        if (more)
            page.RemoveAt(page.Count - 1);

        call.Output.WriteStartObject();
        // As in AWS, an empty list of queues is not a member of the response. One of source queues is: it is a required member.
        if (page.Count > 0 || member != "QueueUrls")
        {
            call.Output.WriteStartArray(member);
            foreach (var queue in page)
                call.Output.WriteStringValue(queues.UrlOf(queue, call.BaseUrl));
            call.Output.WriteEndArray();
        }

        // As in AWS, without MaxResults there is one page and no token.
        if (more && maximum is not null)
            call.Output.WriteString("NextToken", Convert.ToBase64String(Encoding.UTF8.GetBytes(page[^1].Name)));
        call.Output.WriteEndObject();
    }

    private static string Decode(string token)
    {
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw SqsError.InvalidParameter("NextToken", token, "It is not a token of this server.");
    }
}
