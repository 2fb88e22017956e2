using System.Text;
using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Delivery;

/// <summary>The part of an event that a target gets.</summary>
internal abstract class TargetInput
{
    /// <summary>The unchanged event.</summary>
    public static TargetInput Whole { get; } = new WholeEvent();

    /// <summary>The body for the target, as UTF-8, or null if EventBridge delivers nothing.</summary>
    public abstract byte[]? Render(DeliveredEvent delivered);

    private sealed class WholeEvent : TargetInput
    {
        public override byte[] Render(DeliveredEvent delivered) => delivered.Envelope;
    }
}

/// <summary>Input: always the same text.</summary>
internal sealed class ConstantInput(string json) : TargetInput
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(json);

    public override byte[] Render(DeliveredEvent delivered) => _utf8;
}

/// <summary>InputPath: one part of the event.</summary>
internal sealed class PathInput(JsonPath path) : TargetInput
{
    public override byte[] Render(DeliveredEvent delivered) =>
        Encoding.UTF8.GetBytes(path.Read(delivered.Root) ?? "null");
}

/// <summary>InputTransformer: a template with parts of the event in it.</summary>
internal sealed class TemplateInput(InputTemplate template) : TargetInput
{
    public override byte[]? Render(DeliveredEvent delivered) =>
        template.Render(delivered) is { } text ? Encoding.UTF8.GetBytes(text) : null;
}

/// <summary>An event that is being delivered by one rule.</summary>
internal readonly record struct DeliveredEvent(
    byte[] Envelope, JsonElement Root, string RuleName, string RuleArn, DateTimeOffset IngestedAt);
