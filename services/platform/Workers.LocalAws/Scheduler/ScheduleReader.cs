using System.Text.Json;
using System.Text.RegularExpressions;
using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.EventBridge.Operations;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Scheduler;

/// <summary>Reads and validates the settings of a schedule.</summary>
internal sealed partial class ScheduleReader(LocalAwsOptions options)
{
    // Source: Target in the API reference of EventBridge Scheduler.
    private const string RolePattern = @"^arn:aws(-[a-z]+)?:iam::\d{12}:role\/[\w+=,.@\/-]+$";

    private readonly string _queues = $"arn:aws:sqs:{options.Region}:{options.AccountId}:";
    private readonly string _buses = $"arn:aws:events:{options.Region}:{options.AccountId}:event-bus/";

    public ScheduleSettings Read(AwsInput input)
    {
        CheckDates(input.Time("StartDate"), input.Time("EndDate"));
        var zone = input.Text("ScheduleExpressionTimezone") ?? "UTC";
        return new ScheduleSettings
        {
            Expression = ReadExpression(input.Required("ScheduleExpression", maximum: 256), zone),
            TimeZone = zone,
            Target = ReadTarget(input.Structure("Target") ?? throw EventBridgeInput.Missing("Target")),
            FlexibleTimeWindow = ReadWindow(input.Structure("FlexibleTimeWindow") ?? throw EventBridgeInput.Missing("FlexibleTimeWindow")),
            State = OneOf(input, "State", "ENABLED", "DISABLED"),
            ActionAfterCompletion = OneOf(input, "ActionAfterCompletion", "NONE", "DELETE"),
            Description = input.Description(),
            KmsKeyArn = input.Text("KmsKeyArn"),
            StartDate = input.Time("StartDate"),
            EndDate = input.Time("EndDate"),
        };
    }

    // Source: CreateSchedule in the API reference; the five minutes are observed.
    private void CheckDates(DateTimeOffset? start, DateTimeOffset? end)
    {
        if (start < options.TimeProvider.GetUtcNow() - TimeSpan.FromMinutes(5))
            throw SchedulerError.Validation("The StartDate you specify cannot be earlier than 5 minutes ago.");
        if (end <= start)
            throw SchedulerError.Validation("The EndDate must come after the StartDate.");
    }

    /// <exception cref="AwsException">It is not a supported expression, or there is no such time zone.</exception>
    public static ScheduleExpression ParseExpression(string text, string zone)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
            throw SchedulerError.Validation($"Invalid Schedule Expression Timezone {zone}.");
        if (text.StartsWith("cron(", StringComparison.Ordinal))
            throw SchedulerError.Validation($"Invalid Schedule Expression {text}.\n LocalAws runs no cron expressions: use at() or rate().");
        try
        {
            return ScheduleExpression.Parse(text, found);
        }
        catch (FormatException)
        {
            throw SchedulerError.Validation($"Invalid Schedule Expression {text}.");
        }
    }

    private ScheduleExpression ReadExpression(string text, string zone)
    {
        var expression = ParseExpression(text, zone);
        var now = options.TimeProvider.GetUtcNow();
        return expression.First(now, now) is not null
            ? expression
            : throw SchedulerError.Validation($"Invalid Schedule Expression {text}.\n The time is in the past.");
    }

    public ScheduleTarget ReadTarget(AwsInput target)
    {
        const string Place = "target.";
        var arn = target.Required("Arn", Place);
        var role = target.Required("RoleArn", Place);
        if (!Role().IsMatch(role))
            throw EventBridgeInput.Constraint("RoleArn", role, $"Member must satisfy regular expression pattern: {RolePattern}", Place);
        CheckRetries(target.Structure("RetryPolicy"), Place + "retryPolicy.");
        var isBus = arn.StartsWith(_buses, StringComparison.Ordinal);
        if (!isBus)
            RequireQueue(arn);
        var deadLetterArn = target.Structure("DeadLetterConfig")?.Text("Arn");
        if (deadLetterArn is not null)
            RequireQueue(deadLetterArn);
        if (deadLetterArn is not null && QueueStore.IsFifo(deadLetterArn))
            throw SchedulerError.Validation($"Parameter {deadLetterArn} is not valid. Reason: a dead-letter queue must be a standard queue.");

        var input = target.Text("Input");
        var parameters = target.Structure("EventBridgeParameters");
        if (isBus && parameters is null)
            throw EventBridgeInput.Missing("EventBridgeParameters", Place);
        if (!isBus && parameters is not null)
            throw SchedulerError.Validation($"EventBridgeParameters are not valid for the target {arn}.");
        if (parameters?.Text("Source") is { } source && source.StartsWith("aws.", StringComparison.Ordinal))
            throw EventBridgeInput.Constraint("Source", source, "Member must satisfy regular expression pattern: (?=[/\\.\\-_A-Za-z0-9]+)((?!aws\\.).*)|(\\$(\\.[\\w_-]+(\\[(\\d+|\\*)\\])*)*)", Place + "eventBridgeParameters.");
        if (isBus && !IsObject(input))
            throw SchedulerError.Validation($"Input of the target {arn} is not valid. Reason: it must be a JSON object, the detail of the event.");
        return new ScheduleTarget(
            arn,
            isBus,
            input,
            parameters?.Required("Source", Place + "eventBridgeParameters.", 256),
            parameters?.Required("DetailType", Place + "eventBridgeParameters.", 128),
            target.Structure("SqsParameters")?.Text("MessageGroupId"),
            deadLetterArn,
            target.Element.Clone());
    }

    private static void CheckRetries(AwsInput? retry, string place)
    {
        if (retry?.Integer("MaximumRetryAttempts") is { } attempts and (< 0 or > 185))
            throw EventBridgeInput.Constraint("MaximumRetryAttempts", attempts, "Member must have value between 0 and 185", place);
        if (retry?.Integer("MaximumEventAgeInSeconds") is { } age and (< 60 or > 86_400))
            throw EventBridgeInput.Constraint("MaximumEventAgeInSeconds", age, "Member must have value between 60 and 86400", place);
    }

    private void RequireQueue(string arn)
    {
        if (!arn.StartsWith(_queues, StringComparison.Ordinal))
        {
            throw SchedulerError.Validation(
                $"Parameter {arn} is not valid. Reason: LocalAws invokes its own queues ({_queues}…) and buses ({_buses}…) only.");
        }
    }

    [GeneratedRegex(RolePattern, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Role();

    private static bool IsObject(string? json)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "null", EventEnvelope.Reading);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // A schedule runs at the beginning of its window.
    private static JsonElement ReadWindow(AwsInput window)
    {
        const string Place = "flexibleTimeWindow.";
        var mode = window.Required("Mode", Place);
        var minutes = window.Integer("MaximumWindowInMinutes");
        if (mode is not ("OFF" or "FLEXIBLE"))
            throw EventBridgeInput.Constraint("Mode", mode, "Member must satisfy enum value set: [OFF, FLEXIBLE]", Place);
        if (minutes is < 1 or > 1440)
            throw EventBridgeInput.Constraint("MaximumWindowInMinutes", minutes, "Member must have value between 1 and 1440", Place);
        return (mode == "FLEXIBLE") == minutes.HasValue
            ? window.Element.Clone()
            : throw SchedulerError.Validation("MaximumWindowInMinutes must be set if, and only if, the mode of FlexibleTimeWindow is FLEXIBLE.");
    }

    private static string OneOf(AwsInput input, string name, string usual, string other) => input.Text(name) switch
    {
        null => usual,
        var value when value == usual || value == other => value,
        var value => throw EventBridgeInput.Constraint(name, value, $"Member must satisfy enum value set: [{usual}, {other}]"),
    };
}
