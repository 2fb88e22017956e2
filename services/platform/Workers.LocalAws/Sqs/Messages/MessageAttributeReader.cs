using System.Globalization;
using System.Text;
using System.Text.Json;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.Sqs.Messages;

/// <summary>Reads and validates the attributes of a sent message.</summary>
internal static class MessageAttributeReader
{
    private const int MaximumLength = 256;

    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static IReadOnlyList<MessageAttribute> Read(AwsInput message, string member)
    {
        if (message.Structure(member) is not { } structure)
            return [];

        var attributes = new List<MessageAttribute>();
        foreach (var (name, value) in structure.Members(member))
        {
            CheckName(name);
            if (value.ValueKind != JsonValueKind.Object)
                throw AwsInput.WrongType(value, name, "Structure");
            attributes.Add(ReadValue(name, new AwsInput(value)));
        }

        if (attributes.Count > SqsLimits.MaximumAttributes)
        {
            throw SqsError.InvalidParameter(
                $"Number of message attributes [{attributes.Count}] exceeds the allowed maximum [{SqsLimits.MaximumAttributes}].");
        }

        return attributes;
    }

    private static MessageAttribute ReadValue(string name, AwsInput value)
    {
        if (value.TryGet("StringListValues", out _) || value.TryGet("BinaryListValues", out _))
            throw SqsError.Unsupported("Message attribute list values in SendMessage operation are not supported.");
        if (value.Text("DataType") is not { Length: > 0 } type)
            throw SqsError.InvalidParameter($"The message attribute '{name}' must contain a non-empty message attribute type.");
        if (type.Length > MaximumLength)
            throw SqsError.InvalidParameter($"Message (user) attribute types must be at most {MaximumLength} characters long.");

        var attribute = type.Split('.')[0] switch
        {
            "String" => new MessageAttribute(name, type, ReadText(name, value, type)),
            "Number" => new MessageAttribute(name, type, CheckNumber(name, ReadText(name, value, type))),
            "Binary" => new MessageAttribute(name, type, ReadBinary(name, value, type)),
            _ => throw SqsError.InvalidParameter(
                $"The message attribute '{name}' has an invalid message attribute type, "
                + "the set of supported type prefixes is Binary, Number, and String."),
        };
        return attribute.Value.IsEmpty ? throw NoValue(name, type) : attribute;
    }

    private static byte[] ReadText(string name, AwsInput value, string type) =>
        MessageText.Read(value.RawText("StringValue") ?? throw NoValue(name, type))
            ?? throw SqsError.InvalidParameter($"Message (user) attribute '{name}' has a value with invalid characters.");

    private static byte[] ReadBinary(string name, AwsInput value, string type)
    {
        if (value.RawText("BinaryValue") is not { } binary)
            throw NoValue(name, type);
        return binary.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw AwsException.Serialization($"The BinaryValue of the message attribute '{name}' is not Base64.");
    }

    private static byte[] CheckNumber(string name, byte[] text) =>
        double.TryParse(Encoding.UTF8.GetString(text), Decimal, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? text
            : throw SqsError.InvalidParameter($"Could not cast message attribute '{name}' value to number.");

    private static AwsException NoValue(string name, string type) =>
        SqsError.InvalidParameter($"Message (user) attribute '{name}' must contain a non-empty value of type '{type}'.");

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > MaximumLength)
            throw SqsError.InvalidParameter($"The message attribute name '{name}' must be 1 to {MaximumLength} characters long.");
        // AWS accepts letters and digits of any script, although its error lists those of ASCII.
        if (name.Any(character => !char.IsLetterOrDigit(character) && character is not ('_' or '-' or '.')))
        {
            throw SqsError.InvalidParameter(
                $"The message attribute name '{name}' is invalid. "
                + "Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters.");
        }

        if (name.StartsWith('.') || name.EndsWith('.') || name.Contains("..", StringComparison.Ordinal))
            throw SqsError.InvalidParameter($"The message attribute name '{name}' must not start or end with a period, or have two.");
        if (name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase))
            throw SqsError.InvalidParameter($"The message attribute name '{name}' starts with a reserved prefix.");
    }
}
