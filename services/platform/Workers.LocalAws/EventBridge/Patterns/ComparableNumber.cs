using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>
/// Numbers as Event Ruler 2 compares them: as 64-bit floats. A number that a float cannot hold, such as most of 17 and more digits, is not
/// comparable: as a value of a pattern it matches the same text only, and an operator with it is rejected.
/// </summary>
internal static class ComparableNumber
{
    // A decimal number of so many digits is the shortest one of its float.
    private const int ExactDigits = 15;

    /// <summary>The number, or null if it is not comparable.</summary>
    public static double? From(JsonElement number)
    {
        if (!number.TryGetDouble(out var value) || !double.IsFinite(value))
            return null;
        var raw = JsonMarshal.GetRawUtf8Value(number);
        return HasFewDigits(raw, value) || Normalize(raw) == Normalize(Encoding.ASCII.GetBytes(value.ToString("R", CultureInfo.InvariantCulture)))
            ? value
            : null;
    }

    private static bool HasFewDigits(ReadOnlySpan<byte> raw, double value)
    {
        if (!double.IsNormal(value) && value != 0)
            return false;
        var digits = 0;
        foreach (var character in raw)
        {
            if (character is (byte)'e' or (byte)'E')
                return digits <= ExactDigits && value != 0;
            if (char.IsAsciiDigit((char)character))
                digits++;
        }

        return digits <= ExactDigits;
    }

    /// <summary>The value as sign × 0.digits × 10^exponent, the digits without zeros at either end.</summary>
    private static (bool Negative, string Digits, long Exponent) Normalize(ReadOnlySpan<byte> number)
    {
        Span<char> text = number.Length <= 128 ? stackalloc char[number.Length] : new char[number.Length];
        Encoding.ASCII.GetChars(number, text);
        var e = text.IndexOfAny('e', 'E');
        var mantissa = (e < 0 ? text : text[..e]).TrimStart('-');
        var point = mantissa.IndexOf('.');
        var digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        var significant = digits.TrimStart('0');
        if (significant.Length == 0)
            return (false, "", 0);

        // A finite float has a short exponent, unless its digits are as many.
        var exponent = e < 0 || !long.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
            ? 0
            : parsed;
        return (text[0] == '-', significant.TrimEnd('0'), exponent + (point < 0 ? digits.Length : point) - (digits.Length - significant.Length));
    }
}
