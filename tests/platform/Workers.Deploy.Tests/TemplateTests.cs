using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests;

/// <summary>What CloudFormation's own linter says.</summary>
public sealed class TemplateTests(Templates templates)
{
    [Fact]
    public async Task They_have_neither_errors_nor_warnings()
    {
        Assert.NotEmpty(templates.New);
        Assert.SkipUnless(Tool.IsOnPath("cfn-lint"), "There is no cfn-lint on the PATH (pip install cfn-lint).");

        var (code, output) = await Tool.RunAsync("cfn-lint", ["--non-zero-exit-code", "warning", "--", .. templates.Files]);

        Assert.True(code == 0, output);
    }
}
