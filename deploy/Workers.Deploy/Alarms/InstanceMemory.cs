using System.Globalization;
using System.Text.RegularExpressions;

namespace Workers.Deploy.Alarms;

/// <summary>
/// Memory and connections of the instance classes of RDS (Amazon RDS User Guide, "DB instance class types" and "Maximum number of database
/// connections").
/// </summary>
internal static partial class InstanceMemory
{
    /// <summary>GiB of a class with the size <c>large</c>, by the first letters of its family.</summary>
    private static readonly Dictionary<string, int> GiBOfLarge = new(StringComparer.Ordinal) { ["t"] = 8, ["m"] = 8, ["r"] = 16, ["x"] = 32 };

    /// <summary>Sizes as a share of <c>large</c>; a larger one is <c>xlarge</c>, twice that, or a multiple of it.</summary>
    private static readonly Dictionary<string, double> Small =
        new(StringComparer.Ordinal) { ["micro"] = 1 / 8.0, ["small"] = 1 / 4.0, ["medium"] = 1 / 2.0, ["large"] = 1 };

    public static bool IsKnown(string instanceClass) => Parse(instanceClass) is not null;

    /// <summary>Memory in bytes.</summary>
    public static double Bytes(string instanceClass) => Parse(instanceClass)!.Value * Math.Pow(2, 30);

    /// <summary>
    /// The parameter <c>max_connections</c> of RDS for PostgreSQL: LEAST(memory in bytes / 9531392, 5000). RDS subtracts the memory of the
    /// operating system first, so this is some percent too high.
    /// </summary>
    public static double MaxConnections(string instanceClass) => Math.Floor(Math.Min(Bytes(instanceClass) / 9_531_392, 5000));

    private static double? Parse(string instanceClass)
    {
        var match = InstanceClass().Match(instanceClass);
        if (!match.Success || !GiBOfLarge.TryGetValue(match.Groups["family"].Value, out var large))
            return null;
        var size = match.Groups["size"].Value;
        if (Small.TryGetValue(size, out var share))
            return large * share;
        return size.EndsWith("xlarge", StringComparison.Ordinal)
            ? large * 2 * (size == "xlarge" ? 1 : int.Parse(size[..^"xlarge".Length], CultureInfo.InvariantCulture))
            : null;
    }

    [GeneratedRegex(@"^db\.(?<family>[a-z])[0-9][a-z]*\.(?<size>micro|small|medium|large|[0-9]{0,2}xlarge)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InstanceClass();
}
