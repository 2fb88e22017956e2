using System.Text.RegularExpressions;
using Workers.EventBridge.Envelope;

namespace Workers.Cli.Traces;

/// <summary>
/// Searches traces by a text: a trace id, or the value of any attribute, such as an order number, an event id, a message id, an email
/// address. Ids match with or without hyphens, in upper or lower case.
/// </summary>
internal sealed partial class TraceSearch
{
    private const string Conversation = "messaging.message.conversation_id";

    /// <summary>Minimum and maximum characters of a Guid.</summary>
    private const int ShortestGuid = 32, LongestGuid = 38;

    private readonly string _text;
    private readonly Guid? _guid;
    private readonly Guid _conversation;

    public TraceSearch(string text)
    {
        _text = IdOf(text.Trim()) ?? text.Trim();
        _guid = Guid.TryParse(_text, out var guid) ? guid : null;

        // A foreign order id may be any text; its conversation id is the Guid derived from it.
        _conversation = EventIds.ToGuid(_text);
    }

    /// <summary>The text as a W3C trace id in lower case; null if it is not one.</summary>
    public static string? IdOf(string text) => TraceId().Match(text) is { Success: true } id
        ? string.Concat(id.Groups["time"].Value, id.Groups["rest"].Value).ToLowerInvariant()
        : null;

    public bool Matches(Trace trace) => trace.TraceId == _text || trace.Spans.Any(span => span.Attributes.Any(Matches));

    /// <summary>32 hexadecimal digits, or X-Ray's notation: 1-6b0876f0-12f0a3c29e5d4b7f8a6c1d2e.</summary>
    [GeneratedRegex(
        @"\A(1-(?<time>[0-9A-Fa-f]{8})-|(?<time>[0-9A-Fa-f]{8}))(?<rest>[0-9A-Fa-f]{24})\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex TraceId();

    private bool Matches(KeyValuePair<string, string> attribute) =>
        attribute.Value.Equals(_text, StringComparison.OrdinalIgnoreCase) || IsTheId(attribute.Key, attribute.Value);

    private bool IsTheId(string key, string text) =>
        (_guid is not null || key == Conversation)
        && text.Length is >= ShortestGuid and <= LongestGuid
        && Guid.TryParse(text, out var guid)
        && (guid == _guid || (key == Conversation && guid == _conversation));
}
