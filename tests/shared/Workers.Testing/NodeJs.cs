using Xunit;

namespace Workers.Testing;

/// <summary>Node.js, which runs the CDK and JavaScript clients.</summary>
public static class NodeJs
{
    /// <summary>Fails tests that would be skipped because it is missing.</summary>
    private const string Required = "WORKERS_REQUIRE_NODE";

    private const string Missing = "Node.js and npm are not on the PATH (Debian: apt-get install nodejs npm).";

    public static bool IsThere { get; } = Tool.IsOnPath("node") && Tool.IsOnPath("npm");

    /// <summary>Skips the test where it is missing, with the reason.</summary>
    public static void SkipWhereMissing()
    {
        if (Environment.GetEnvironmentVariable(Required) is { Length: > 0 })
            Assert.True(IsThere, Missing);
        Assert.SkipWhen(!IsThere, Missing);
    }
}
