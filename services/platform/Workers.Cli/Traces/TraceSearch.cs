using System.Text.RegularExpressions;
using Workers.EventBridge.Envelope;

namespace Workers.Cli.Traces;

/// <summary>
/// Looks for the traces that a text is about: a trace id, or the value of any attribute, so an order number, an event id, a message
/// id, an email address. Ids are the same however they are written, with hyphens or without, in upper or lower case.
/// </summary>
internal sealed partial class TraceSearch
{
    private const string Conversation = "messaging.message.conversation_id";

    /// <summary>A Guid takes so many characters, at least and at most.</summary>
    private const int ShortestGuid = 32, LongestGuid = 38;

    private readonly string _text;
    private readonly Guid? _guid;
    private readonly Guid _conversation;

    public TraceSearch(string text)
    {
        _text = IdOf(text.Trim()) ?? text.Trim();
        _guid = Guid.TryParse(_text, out var guid) ? guid : null;

        // An order from elsewhere may be called anything; what it set off is tied together by the Guid made from that.
        _conversation = EventIds.ToGuid(_text);
    }

    /// <summary>The trace id that the text is, as W3C writes it, in lower case; null when it is none.</summary>
    public static string? IdOf(string text) => TraceId().Match(text) is { Success: true } id
        ? string.Concat(id.Groups["time"].Value, id.Groups["rest"].Value).ToLowerInvariant()
        : null;

    public bool Matches(Trace trace) => trace.TraceId == _text || trace.Spans.Any(span => span.Attributes.Any(Matches));

    /// <summary>32 hexadecimal digits, or as X-Ray writes them: 1-6b0876f0-12f0a3c29e5d4b7f8a6c1d2e.</summary>
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
