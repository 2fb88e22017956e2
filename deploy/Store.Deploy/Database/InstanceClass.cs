using System.Text.RegularExpressions;

namespace Store.Deploy.Database;

/// <summary>Memory and connections of the instance classes of RDS (Amazon RDS User Guide, "DB instance class types").</summary>
internal static partial class InstanceClass
{
    private const int Maximum = 5000;
    private const double BytesEach = 9_531_392;
    private const double OfTheProcesses = 0.04;
    private const int MiBOfTheProcesses = 200;

    /// <summary>GiB by size, in the general purpose classes (db.m) and the burstable ones (db.t). Memory optimized ones (db.r) have twice as much.</summary>
    private static readonly Dictionary<string, int> Memory = new(StringComparer.Ordinal)
    {
        ["micro"] = 1,
        ["small"] = 2,
        ["medium"] = 4,
        ["large"] = 8,
        ["xlarge"] = 16,
        ["2xlarge"] = 32,
        ["4xlarge"] = 64,
        ["8xlarge"] = 128,
        ["12xlarge"] = 192,
        ["16xlarge"] = 256,
        ["24xlarge"] = 384,
    };

    /// <summary>Memory of a class in GiB; null if it is unknown here.</summary>
    /// <param name="instanceClass">For example <c>db.t4g.small</c>.</param>
    public static int? MemoryGiB(string instanceClass) => Class().Match(instanceClass) is { Success: true } match
        ? Memory[match.Groups["size"].Value] * (match.Groups["family"].Value[0] == 'r' ? 2 : 1)
        : null;

    /// <summary>
    /// <c>max_connections</c> of a database server: <c>LEAST(DBInstanceClassMemory/9531392, 5000)</c> (Amazon RDS User Guide, "Maximum number of
    /// database connections"). <c>DBInstanceClassMemory</c> is the memory of the class without that of RDS's own processes, which is not
    /// documented. It is taken for 200 MiB and 4 %, which fits the values that users report for classes of 1 to 32 GiB.
    /// </summary>
    /// <returns>The connections that a server of the class allows; null if its memory is unknown here.</returns>
    public static int? MaxConnections(string instanceClass) => MemoryGiB(instanceClass) is { } gib
        ? Math.Min((int)(((gib * 1024 * (1 - OfTheProcesses)) - MiBOfTheProcesses) * 1024 * 1024 / BytesEach), Maximum)
        : null;

    [GeneratedRegex(
        @"^db\.((?<family>t3|t4g)\.(?<size>micro|small|medium|large|xlarge|2xlarge)|(?<family>m5|m6g|m6i|m7g|m7i|m8g|r5|r6g|r6i|r7g|r7i|r8g)\.(?<size>large|2?xlarge|(4|8|12|16|24)xlarge))$",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Class();
}
