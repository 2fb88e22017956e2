namespace Workers.Deploy.Tests.Synthesis;

/// <summary>What the CDK runs in.</summary>
internal static class NodeJs
{
    /// <summary>Fails tests that would be skipped because it is missing.</summary>
    private const string Required = "WORKERS_REQUIRE_NODE";

    private const string Missing = "There is no Node.js on the PATH, in which the CDK runs (Debian: apt-get install nodejs).";

    public static bool IsThere { get; } = Tool.IsOnPath("node");

    /// <summary>Skips the test where it is missing, with the reason.</summary>
    public static void SkipWhereMissing()
    {
        if (System.Environment.GetEnvironmentVariable(Required) is { Length: > 0 })
            Assert.True(IsThere, Missing);
        Assert.SkipWhen(!IsThere, Missing);
    }
}
