using System.Text.Json;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>Reads and validates a target of PutTargets.</summary>
internal sealed class TargetReader(LocalAwsOptions options)
{
    private readonly string _owner = $"{options.Region}:{options.AccountId}";

    /// <summary>Why the ARN cannot be a target, or null if it can.</summary>
    public string? WhyNot(string arn)
    {
        if (!arn.StartsWith("arn:", StringComparison.Ordinal) || arn.Split(':').Length < 6)
            return $"Parameter {arn} is not valid. Reason: Provided Arn is not in correct format.";
        if (KindOf(arn) is not { } kind)
            return $"Parameter {arn} is not valid. Reason: LocalAws delivers to SQS queues, event buses and CloudWatch log groups only.";
        return Prefix(kind, _owner) is var prefix && arn.StartsWith(prefix, StringComparison.Ordinal)
            ? null
            : $"Parameter {arn} is not valid. Reason: those of this server are {prefix}…; see --region and --account.";
    }

    public EventTarget Read(AwsInput target, string place, string id, string arn)
    {
        var retry = target.Structure("RetryPolicy");
        var retryPlace = place + "retryPolicy.";
        CheckRange(retry?.Integer("MaximumRetryAttempts"), retryPlace, "MaximumRetryAttempts", 0, 185);
        CheckRange(retry?.Integer("MaximumEventAgeInSeconds"), retryPlace, "MaximumEventAgeInSeconds", 60, 86_400);

        var deadLetterArn = target.Structure("DeadLetterConfig")?.Text("Arn");
        if (deadLetterArn is not null && WhyNotDeadLetters(deadLetterArn) is { } problem)
            throw EventBridgeError.Validation(problem);
        var kind = KindOf(arn)!.Value;
        var input = ReadInput(target, place, id);
        if (kind == TargetKind.Bus && input != TargetInput.Whole)
            throw EventBridgeError.Validation($"LocalAws sends whole events to an event bus: omit the input of target {id}.");
        var groupId = target.Structure("SqsParameters")?.Text("MessageGroupId");
        CheckFifo(id, arn, groupId, deadLetterArn);
        return new EventTarget(
            id,
            arn,
            kind,
            input,
            deadLetterArn,
            groupId,
            target.Element.Clone());
    }

    private string? WhyNotDeadLetters(string arn) => KindOf(arn) == TargetKind.Queue
        ? WhyNot(arn)
        : $"Parameter {arn} is not valid. Reason: dead letters go to SQS queues only.";

    private static TargetKind? KindOf(string arn) => arn.Split(':', 6) switch
    {
        ["arn", "aws", "sqs", ..] => TargetKind.Queue,
        ["arn", "aws", "events", _, _, var resource] when resource.StartsWith("event-bus/", StringComparison.Ordinal) => TargetKind.Bus,
        ["arn", "aws", "logs", _, _, var resource] when resource.StartsWith("log-group:", StringComparison.Ordinal) => TargetKind.LogGroup,
        _ => null,
    };

    private static string Prefix(TargetKind kind, string owner) => kind switch
    {
        TargetKind.Bus => $"arn:aws:events:{owner}:event-bus/",
        TargetKind.LogGroup => $"arn:aws:logs:{owner}:log-group:",
        _ => $"arn:aws:sqs:{owner}:",
    };

    private static void CheckFifo(string id, string arn, string? groupId, string? deadLetterArn)
    {
        if (QueueStore.IsFifo(arn) && groupId is null)
            throw EventBridgeError.Validation($"Parameter(s) SqsParameters must be specified for target: {id}.");
        if (deadLetterArn is not null && QueueStore.IsFifo(deadLetterArn))
            throw EventBridgeError.Validation($"Parameter {deadLetterArn} is not valid. Reason: a dead-letter queue must be a standard queue.");
    }

    private static TargetInput ReadInput(AwsInput target, string place, string id)
    {
        var (input, path, transformer) = (target.Text("Input"), target.Text("InputPath"), target.Structure("InputTransformer"));
        if ((input is null ? 0 : 1) + (path is null ? 0 : 1) + (transformer is null ? 0 : 1) > 1)
            throw EventBridgeError.Validation($"Only one of Input, InputPath, or InputTransformer must be provided for target {id}.");

        try
        {
            if (input is not null)
                return Constant(input, id);
            if (path is not null)
                return new PathInput(JsonPath.Parse(path));
            return transformer is { } structure
                ? InputTransformerReader.Read(structure, place + "inputTransformer.", id)
                : TargetInput.Whole;
        }
        catch (FormatException error)
        {
            throw EventBridgeError.Validation($"Invalid {(path is null ? "InputPathsMap" : "InputPath")} for target {id} : {error.Message}");
        }
    }

    private static ConstantInput Constant(string json, string id)
    {
        try
        {
            using var _ = JsonDocument.Parse(json, EventEnvelope.Reading);
            return new ConstantInput(json);
        }
        catch (JsonException error)
        {
            throw EventBridgeError.Validation($"JSON syntax error in input for target {id}: {error.Message}");
        }
    }

    private static void CheckRange(int? value, string place, string name, int minimum, int maximum)
    {
        if (value is { } number && (number < minimum || number > maximum))
            throw EventBridgeInput.Constraint(name, number, $"Member must have value between {minimum} and {maximum}", place);
    }
}
