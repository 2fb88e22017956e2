using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.SQS.Model;
using Workers.Cli.Commands;
using Workers.Cli.Connections;
using Workers.Cli.DeadLetters;
using Workers.Cli.Terminals;
using Workers.DeadLetters;

namespace Workers.Cli.Events;

/// <summary><c>events tail</c>: follows the bus.</summary>
internal static class TailCommand
{
    public static Command Create()
    {
        var pattern = new Option<string?>("--pattern") { Description = "Event pattern as JSON, such as {\"source\":[\"store.orders\"]}. Default: all events" };
        var types = new Option<string[]>("--detail-type") { Description = "Only events of these detail types", AllowMultipleArgumentsPerToken = true };
        var where = new Option<string[]>("--where") { Description = "Only events whose content meets the condition, such as \"detail.data.orderId = ORD-17\". Several: all of them" };
        var count = new Option<int?>("--count") { Description = "End after this number of events" };
        var unmasked = new Option<bool>("--unmasked") { Description = "Show personal data" };
        var json = new Option<bool>("--json") { Description = "Print each event as a line of JSON" };
        pattern.Validators.Add(result =>
        {
            try
            {
                using var document = JsonDocument.Parse(result.Tokens[0].Value);
            }
            catch (JsonException error)
            {
                result.AddError($"--pattern is not JSON: {error.Message}");
            }
        });
        count.Require(value => value >= 1, "--count must be at least 1.");
        where.Validators.Add(SelectionOptions.ConditionProblem);
        var connection = new ConnectionOptions();
        var command = new Command(
            "tail",
            """
            Follow the events on the bus until Ctrl+C

            It adds a rule and a queue of its own, and removes them at the end. After a kill, the next call removes them.

            Examples:
              workers events tail
              workers events tail --detail-type OrderCreated PaymentCharged --environment prod
              workers events tail --where "detail.data.orderId = ORD-17" --json
            """)
        {
            pattern, types, where, count, unmasked, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(pattern) is not null && result.GetResult(types) is not null)
                result.AddError("--pattern and --detail-type cannot be combined.");
        });
        connection.AddTo(command);
        command.SetAction((parsed, stopping) => connection.RunAsync(parsed, async (aws, terminal) =>
        {
            foreach (var left in await TemporarySubscription.SweepAsync(aws, stopping))
                terminal.Error.WriteLine($"Removed {left}, which a killed command had left.");
            await using var subscription = await TemporarySubscription.CreateAsync(aws, parsed.GetValue(pattern) ?? PatternOf(parsed.GetValue(types) ?? []), stopping);
            terminal.Error.WriteLine($"Following bus {aws.Bus} at {aws.Name} by rule {subscription.RuleName}. Ctrl+C ends it.");
            var tail = new Tail(terminal, [.. (parsed.GetValue(where) ?? []).Select(ContentCondition.Parse)], parsed.GetValue(count) ?? int.MaxValue, parsed.GetValue(unmasked), parsed.GetValue(json));
            await tail.FollowAsync(aws, subscription, stopping);
            return 0;
        }, stopping));
        return command;
    }

    private static string PatternOf(string[] types) => types.Length == 0
        ? new JsonObject { ["source"] = new JsonArray(new JsonObject { ["exists"] = true }) }.ToJsonString()
        : new JsonObject { ["detail-type"] = new JsonArray([.. types.Select(type => (JsonNode)type)]) }.ToJsonString();

    /// <summary>Prints events.</summary>
    private sealed class Tail(Terminal terminal, IReadOnlyList<ContentCondition> conditions, int count, bool unmasked, bool json)
    {
        private int _shown;

        public async Task FollowAsync(AwsConnection aws, TemporarySubscription subscription, CancellationToken stopping)
        {
            while (_shown < count)
            {
                var answer = await aws.Sqs.ReceiveMessageAsync(
                    new ReceiveMessageRequest(subscription.QueueUrl) { MaxNumberOfMessages = 10, WaitTimeSeconds = 20, MessageSystemAttributeNames = ["All"] }, stopping);
                var received = (answer.Messages ?? []).ConvertAll(ReceivedMessage.Of);
                foreach (var message in received.Select(one => one.Message).Where(message => conditions.All(condition => condition.IsMet(message))).Take(count - _shown))
                {
                    await ShowAsync(message);
                    _shown++;
                }

                await subscription.DeleteAsync(received, stopping);
            }
        }

        private async Task ShowAsync(DeadLetter message)
        {
            var body = Encoding.UTF8.GetString(message.Body.Span);
            var shown = JsonNode.Parse(unmasked ? body : PersonalFields.Mask(body))!;
            if (json)
            {
                await terminal.Output.WriteLineAsync(shown.ToJsonString(Json.Compact));
                return;
            }

            var (summary, at) = (EventSummary.Of(message), message.SentAt.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture));
            var data = shown["detail"] is JsonObject detail ? detail["data"] ?? detail : shown["detail"];
            terminal.Output.WriteLine($"{at}  {(string?)shown["source"]}/{summary.DetailType}  {summary.EventId}  {data?.ToJsonString(Json.Compact)}");
        }
    }
}
