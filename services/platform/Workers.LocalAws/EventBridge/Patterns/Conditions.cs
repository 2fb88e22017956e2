using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Patterns;

internal sealed class TextIs(string text) : Condition
{
    public override bool Matches(in Leaf leaf) => leaf.Text == text;
}

/// <summary>An exact text that is an IP address matches every notation of that address, as in Event Ruler.</summary>
internal sealed class AddressIs(byte[] address) : Condition
{
    public override bool Matches(in Leaf leaf) => leaf.Text is { } text && IpAddress.Parse(text).AsSpan().SequenceEqual(address);
}

internal sealed class NumberIs(double number) : Condition
{
    public override bool Matches(in Leaf leaf) => leaf.Number == number;
}

/// <summary>A number that is not comparable matches the same text only.</summary>
internal sealed class NumberReads(byte[] text) : Condition
{
    public override bool Matches(in Leaf leaf) => leaf.Kind == JsonValueKind.Number && leaf.Raw.SequenceEqual(text);
}

/// <summary>true, false or null.</summary>
internal sealed class LiteralIs(JsonValueKind kind) : Condition
{
    public override bool Matches(in Leaf leaf) => leaf.Kind == kind;
}

internal sealed class TextStarts(string prefix, StringComparison comparison) : Condition
{
    public override bool Matches(in Leaf leaf) => leaf.Text?.StartsWith(prefix, comparison) == true;
}

internal sealed class TextEnds(string suffix, StringComparison comparison) : Condition
{
    public override bool Matches(in Leaf leaf) => leaf.Text?.EndsWith(suffix, comparison) == true;
}

internal sealed class TextIsIgnoringCase(string text) : Condition
{
    public override bool Matches(in Leaf leaf) => string.Equals(leaf.Text, text, StringComparison.OrdinalIgnoreCase);
}

internal sealed class TextFits(Wildcard wildcard) : Condition
{
    public override IEnumerable<Wildcard> Wildcards => [wildcard];

    public override bool Matches(in Leaf leaf) => leaf.Text is { } text && wildcard.Matches(text);
}

internal sealed class NumberBetween(double bottom, bool openBottom, double top, bool openTop) : Condition
{
    public override bool Matches(in Leaf leaf) =>
        leaf.Number is { } value && (openBottom ? value > bottom : value >= bottom) && (openTop ? value < top : value <= top);
}

internal sealed class AddressWithin(byte[] network, int bits) : Condition
{
    public override bool Matches(in Leaf leaf)
    {
        if (leaf.Text is not { } text || IpAddress.Parse(text) is not { } address || address.Length != network.Length)
            return false;
        var whole = bits / 8;
        var mask = (byte)(0xFF << (8 - (bits % 8)));
        return address.AsSpan(0, whole).SequenceEqual(network.AsSpan(0, whole))
            && (bits % 8 == 0 || (address[whole] & mask) == (network[whole] & mask));
    }
}

/// <summary>There is any value.</summary>
internal sealed class Exists : Condition
{
    public override bool Matches(in Leaf leaf) => true;
}

internal sealed class IsAbsent : Condition
{
    public override bool WantsAbsence => true;

    public override bool Matches(in Leaf leaf) => false;
}

/// <summary>There is a value, and none of these matches it.</summary>
internal sealed class AnythingBut(IReadOnlyList<Condition> unwanted) : Condition
{
    public override IEnumerable<Wildcard> Wildcards => unwanted.SelectMany(condition => condition.Wildcards);

    public override bool Matches(in Leaf leaf)
    {
        foreach (var condition in unwanted)
        {
            if (condition.Matches(leaf))
                return false;
        }

        return true;
    }
}
