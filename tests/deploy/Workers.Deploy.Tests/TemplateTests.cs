using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests;

/// <summary>What CloudFormation's own linter says.</summary>
public sealed class TemplateTests(Synthesized synthesized)
{
    [Fact]
    public async Task They_have_neither_errors_nor_warnings()
    {
        var files = new[] { synthesized.Dev, synthesized.Prod, synthesized.Extended, synthesized.Restored, synthesized.Existing, synthesized.Prometheus, synthesized.Gateway }
            .SelectMany(stacks => stacks.Files).DistinctBy(File.ReadAllText, StringComparer.Ordinal);
        Assert.SkipUnless(Tool.IsOnPath("cfn-lint"), "There is no cfn-lint on the PATH (pip install cfn-lint).");

        var (code, output) = await Tool.RunAsync("cfn-lint", ["--non-zero-exit-code", "warning", "--", .. files]);

        Assert.True(code == 0, output);
    }
}
