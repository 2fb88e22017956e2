using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>
/// A number by value: 300, 300.0 and 3.0e2 are equal. It is stored as decimal digits, so that long account or order numbers, which a double
/// would round, stay different.
/// </summary>
internal readonly struct JsonNumber : IEquatable<JsonNumber>
{
    // The value is sign × 0.digits × 10^exponent, the digits without zeros at either end.
    private readonly int _sign;
    private readonly string _digits;
    private readonly long _exponent;

    private JsonNumber(int sign, string digits, long exponent) => (_sign, _digits, _exponent) = (sign, digits, exponent);

    public static JsonNumber From(JsonElement number)
    {
        Span<char> text = stackalloc char[128];
        var raw = JsonMarshal.GetRawUtf8Value(number);
        if (raw.Length > text.Length)
            text = new char[raw.Length];
        text = text[..Encoding.ASCII.GetChars(raw, text)];
        return Parse(text);
    }

    /// <summary>Less than, equal to or greater than zero, like the first number compared with the second.</summary>
    public static int Compare(JsonNumber first, JsonNumber second)
    {
        if (first._sign != second._sign)
            return first._sign.CompareTo(second._sign);
        return first._sign * (first._exponent != second._exponent
            ? first._exponent.CompareTo(second._exponent)
            : string.CompareOrdinal(first._digits, second._digits));
    }

    public bool Equals(JsonNumber other) => Compare(this, other) == 0;

    public override bool Equals(object? obj) => obj is JsonNumber other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_sign, _digits, _exponent);

    /// <summary>Parses a valid JSON number.</summary>
    private static JsonNumber Parse(ReadOnlySpan<char> text)
    {
        var sign = text[0] == '-' ? -1 : 1;
        text = text.TrimStart('-');

        var e = text.IndexOfAny('e', 'E');
        // For an exponent too long for 64 bits only its sign matters.
        var exponent = e < 0 ? 0
            : long.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
                ? Math.Clamp(parsed, int.MinValue, int.MaxValue)
                : text[e + 1] == '-' ? int.MinValue : int.MaxValue;
        var mantissa = e < 0 ? text : text[..e];

        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa.Length : point;
        var digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        var significant = digits.TrimStart('0');
        return significant.Length == 0
            ? new JsonNumber(0, "", 0)
            : new JsonNumber(sign, significant.TrimEnd('0'), exponent + whole - (digits.Length - significant.Length));
    }
}
