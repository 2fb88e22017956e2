using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests;

/// <summary>What CloudFormation's own linter says.</summary>
public sealed class TemplateTests(Synthesized synthesized)
{
    [Fact]
    public async Task They_are_what_CloudFormation_understands()
    {
        string[] files = [.. synthesized.Dev.Files, .. synthesized.Prod.Files, .. synthesized.Extended.Files];
        Assert.SkipUnless(Tool.IsOnPath("cfn-lint"), "There is no cfn-lint on the PATH (pip install cfn-lint).");

        var (code, output) = await Tool.RunAsync("cfn-lint", ["--non-zero-exit-code", "error", "--", .. files]);

        Assert.True(code == 0, output);
    }
}
