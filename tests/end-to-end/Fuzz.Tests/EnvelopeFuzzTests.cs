using System.Text;
using System.Text.Json;
using Amazon.SQS.Model;
using CsCheck;

namespace Fuzz.Tests;

/// <summary>Whatever lies in its queue, a worker takes it or dead-letters it, and goes on.</summary>
public sealed class EnvelopeFuzzTests(FuzzedSystem system) : IClassFixture<FuzzedSystem>
{
    private const string Envelope =
        """
        {"version":"0","id":"6a7e8feb-b491-4cf7-a9f1-bf3703467718","detail-type":"UserRegistered","source":"store.users","account":"000000000000","time":"2026-01-01T00:00:00Z",
         "region":"eu-west-1","resources":[],"detail":{"metadata":{"eventId":"0198c5b0-0000-7000-8000-000000000001","eventVersion":1,"correlationId":"0198c5b0-0000-7000-8000-000000000002",
         "causationId":"0198c5b0-0000-7000-8000-000000000003","occurredAt":"2026-01-01T00:00:00Z","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","headers":{"a":"b"}},
         "data":{"userId":"u1","email":"ada@example.com","name":"Ada","registeredAt":"2026-01-01T00:00:00Z"}}}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_goes_on()
    {
        var queue = (await system.Provisioner.Sqs.GetQueueUrlAsync("profile", Token)).QueueUrl;
        var number = 0;
        await Mutations.Of(Envelope).SampleAsync(
            async bytes =>
            {
                // SQS takes no other characters.
                var body = string.Concat(Encoding.UTF8.GetString(bytes).Where(letter => letter is '\t' or '\n' or '\r' or (>= ' ' and <= '\uD7FF') or (>= '\uE000' and <= '\uFFFD')));
                if (body.Length > 0)
                    await system.Provisioner.Sqs.SendMessageAsync(queue, body, Token);
                if (Interlocked.Increment(ref number) % 1000 == 0)
                    await WorksAsync(queue);
            },
            threads: 2);

        await WorksAsync(queue);
    }

    /// <summary>A good event is taken, the queue is worked off, and the worker is ready.</summary>
    private async Task WorksAsync(string queue)
    {
        var user = Guid.NewGuid().ToString("N");
        await system.Provisioner.Sqs.SendMessageAsync(queue, Envelope.Replace("0198c5b0-0000-7000-8000-000000000001", user, StringComparison.Ordinal)
            .Replace("\"u1\"", JsonSerializer.Serialize(user), StringComparison.Ordinal), Token);
        await Eventually.UntilAsync(() => system.IsOkAsync(new Uri(system.Worker, $"/profiles/{user}")), () => "A good event is not taken.");
        await Eventually.UntilAsync(() => system.IsOkAsync(new Uri(system.Worker, "/health/ready")), () => "The worker is not ready.");
        await Eventually.UntilAsync(
            async () =>
            {
                var left = await system.Provisioner.Sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = queue, AttributeNames = ["All"] }, Token);
                return left.ApproximateNumberOfMessages + left.ApproximateNumberOfMessagesNotVisible == 0;
            },
            () => "Messages are left in the queue.");
    }
}
