using System.Text.RegularExpressions;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests;

/// <summary>What CloudFormation's own linter says.</summary>
public sealed partial class TemplateTests(Synthesized synthesized)
{
    [Fact]
    public async Task They_have_neither_errors_nor_warnings()
    {
        var files = new[] { synthesized.Dev, synthesized.Prod, synthesized.Extended, synthesized.Restored, synthesized.Existing, synthesized.Prometheus, synthesized.Gateway }
            .SelectMany(stacks => stacks.Files.DistinctBy(file => Shape(file, stacks), StringComparer.Ordinal))
            .DistinctBy(File.ReadAllText, StringComparer.Ordinal);
        Assert.SkipUnless(Tool.IsOnPath("cfn-lint"), "There is no cfn-lint on the PATH (pip install cfn-lint).");

        var (code, output) = await Tool.RunAsync("cfn-lint", ["--non-zero-exit-code", "warning", "--", .. files]);

        Assert.True(code == 0, output);
    }

    /// <summary>The stacks of workers differ in names and numbers: one of each form is enough.</summary>
    private static string Shape(string file, Stacks stacks)
    {
        var worker = stacks.Services.Workers.FirstOrDefault(
            worker => Path.GetFileName(file).StartsWith($"{stacks.Environment}-{worker.Name}.", StringComparison.Ordinal)
                || Path.GetFileName(file).StartsWith($"{stacks.Environment}-{worker.Name}-logs.", StringComparison.Ordinal));
        var text = File.ReadAllText(file);
        return worker is null ? text : Value().Replace(text.Replace(worker.Name, "worker", StringComparison.OrdinalIgnoreCase), "");
    }

    [GeneratedRegex("[0-9]+|[0-9A-F]{8}", RegexOptions.None, 1000)]
    private static partial Regex Value();
}
