using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace Fuzz.Tests;

/// <summary>
/// Bodies that begin as good ones and are damaged: some in their bytes, where a parser has to notice, and some in their values, which a parser
/// lets through.
/// </summary>
internal static class Mutations
{
    private const int MaxDamages = 4;
    private const int MaxRepeats = 200;

    private static readonly string[] Tokens =
    [
        "\"", "{", "}", "[", "]", ",", ":", "\\", "null", "true", "-0", "1e400", "1e-400", "1E5", "99999999999999999999999999", "0.1000000000000000055511151231257827",
        "\"\\u0000\"", "\"\\ud800\"", "\"\\u001b[31m\"", "\"$type\":\"System.Object\"", "\"__type\":\"x\"", "\uFEFF", "\u202E", "/*", "//",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "2147483648", "9223372036854775808", "1e300", "1e400", "-0.0", "0.00001", "79228162514264337593543950335", "\"\"", "\" \"",
        "\"\\u0000\"", "\"\\ud83d\"", "\"\\r\\nBcc: x@example.com\"", "\"../../x\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"2026-02-30\"", "[]",
        "{}", "[null]", "[[[[[[[[[[]]]]]]]]]]", "{\"\":{}}", "\"ZZZ\"", "\"x' OR 1=1 --\"",
    ];

    /// <summary>One of <paramref name="seeds"/>, which are JSON, damaged up to four times.</summary>
    public static Gen<byte[]> Of(params string[] seeds) =>
        from seed in Gen.Int[0, seeds.Length - 1]
        from values in Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[0, Values.Length - 1]).Array[0, MaxDamages]
        from damages in Damage.Array[0, MaxDamages]
        select damages.Aggregate(Encoding.UTF8.GetBytes(Replace(seeds[seed], values)), (bytes, damage) => damage(bytes));

    private static Gen<Func<byte[], byte[]>> Damage { get; } = Gen.Select(Gen.Int[0, 4], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Int[0, 255], Gen.Int[2, MaxRepeats])
        .Select<(int Kind, double At, double Length, int Value, int Times), Func<byte[], byte[]>>(damage => bytes =>
        {
            var at = (int)(damage.At * bytes.Length);
            var end = at + (int)(damage.Length * Math.Min(bytes.Length - at, 40));
            return damage.Kind switch
            {
                0 when at < bytes.Length => [.. bytes[..at], (byte)damage.Value, .. bytes[(at + 1)..]],
                1 => [.. bytes[..at], .. bytes[end..]],
                2 => [.. bytes[..at], .. Enumerable.Repeat(bytes[at..end], damage.Times).SelectMany(part => part), .. bytes[end..]],
                3 => [.. bytes[..at], .. Encoding.UTF8.GetBytes(Tokens[damage.Value % Tokens.Length]), .. bytes[at..]],
                _ => [.. bytes[..at], (byte)damage.Value, .. bytes[at..]],
            };
        });

    /// <summary>Puts other values in the place of some.</summary>
    private static string Replace(string json, (int Place, int Value)[] values)
    {
        var root = JsonNode.Parse(json)!;
        foreach (var (place, value) in values)
        {
            // Not every value is one that a node can hold.
            var places = Places(root).ToList();
            if (places.Count > 0)
                places[place % places.Count](JsonValue.Create($"#{value}#"));
        }

        return Values.Index().Aggregate(root.ToJsonString(), (text, value) => text.Replace($"\"#{value.Index}#\"", value.Item, StringComparison.Ordinal));
    }

    private static IEnumerable<Action<JsonNode?>> Places(JsonNode? node) => node switch
    {
        JsonObject members => members.ToList().SelectMany(member => Places(member.Value).Prepend(value => members[member.Key] = value)),
        JsonArray entries => entries.ToList().SelectMany((entry, index) => Places(entry).Prepend(value => entries[index] = value)),
        _ => [],
    };
}
