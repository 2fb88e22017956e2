using System.Text;
using System.Text.Json;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>Common input and output of EventBridge's operations.</summary>
internal static class EventBridgeInput
{
    private const int MaximumPage = 100;

    public static string Required(this AwsInput input, string name, string place = "", int maximum = int.MaxValue) =>
        input.Optional(name, maximum, place) is { Length: > 0 } value
            ? value
            : throw Missing(name, place);

    public static AwsException Missing(string name, string place = "") => EventBridgeError.Validation(
        $"1 validation error detected: Value null at '{place}{CamelCase(name)}' failed to satisfy constraint: Member must not be null");

    /// <summary>A name of a bus, a rule or a target.</summary>
    /// <param name="input">The structure with the name.</param>
    /// <param name="name">Its member.</param>
    /// <param name="maximum">Maximum number of characters.</param>
    /// <param name="place">Place of the structure in the request: <c>targets.1.member.</c></param>
    public static string RequiredName(this AwsInput input, string name, int maximum, string place = "") =>
        CheckName(input.Required(name, place, maximum), name, maximum, place);

    public static string CheckName(string value, string name, int maximum, string place = "")
    {
        if (value.Length > maximum)
            throw Constraint(name, value, $"Member must have length less than or equal to {maximum}", place);
        return value.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_')
            ? value
            : throw Constraint(name, value, @"Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+", place);
    }

    /// <summary>A text that may be missing.</summary>
    public static string? Optional(this AwsInput input, string name, int maximum, string place = "")
    {
        var value = input.Text(name);
        return value is null || value.Length <= maximum
            ? value
            : throw Constraint(name, value, $"Member must have length less than or equal to {maximum}", place);
    }

    public static string? Description(this AwsInput input) => input.Optional("Description", 512);

    public static AwsException Constraint(string name, object value, string constraint, string place = "") => EventBridgeError.Validation(
        $"1 validation error detected: Value '{value}' at '{place}{CamelCase(name)}' failed to satisfy constraint: {constraint}");

    /// <summary>Writes the requested page, and the token of the next one: the key of its last item.</summary>
    public static void WritePage<T>(
        this AwsCall call, string member, IEnumerable<T> items, Func<T, string> key, Action<Utf8JsonWriter, T> write, PageRequest? request = null)
    {
        var (wanted, limitName, token) = request ?? new PageRequest(call.Input.Integer("Limit"), "Limit", call.Input.Text("NextToken"));
        var limit = wanted ?? MaximumPage;
        if (limit is < 1 or > MaximumPage)
            throw Constraint(limitName, limit, $"Member must have value between 1 and {MaximumPage}");
        var after = string.IsNullOrEmpty(token) ? null : Decode(token);
        var page = items.Where(item => after is null || string.CompareOrdinal(key(item), after) > 0).Take(limit + 1).ToList();

        call.Output.WriteStartObject();
        call.Output.WriteStartArray(member);
        foreach (var item in page.Take(limit))
            write(call.Output, item);
        call.Output.WriteEndArray();
        if (page.Count > limit)
            call.Output.WriteString("NextToken", Convert.ToBase64String(Encoding.UTF8.GetBytes(key(page[limit - 1]))));
        call.Output.WriteEndObject();
    }

    public static void WriteOptional(this Utf8JsonWriter output, string name, string? value)
    {
        if (value is not null)
            output.WriteString(name, value);
    }

    public static DateTimeOffset? Time(this AwsInput input, string name)
    {
        if (input.Number(name) is not { } seconds)
            return null;
        // Years 1 to 9999, the range of the envelope.
        return seconds is >= -62_135_596_800 and < 253_402_300_800
            ? DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds)
            : throw AwsException.Serialization($"The {name} {seconds} is out of range.");
    }

    /// <summary>Writes a time, if there is one, as the seconds of the Unix epoch.</summary>
    public static void WriteTime(this Utf8JsonWriter output, string name, DateTimeOffset? time)
    {
        if (time is { } value)
            output.WriteNumber(name, value.ToUnixTimeMilliseconds() / 1000m);
    }

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Decode(string token)
    {
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw EventBridgeError.Validation("The NextToken is not a token of this server.");
    }
}

/// <summary>Which page of a list a request asks for.</summary>
/// <param name="Limit">Maximum number of items.</param>
/// <param name="LimitName">The parameter with this number.</param>
/// <param name="NextToken">The token from the page before.</param>
internal sealed record PageRequest(int? Limit, string LimitName, string? NextToken);
