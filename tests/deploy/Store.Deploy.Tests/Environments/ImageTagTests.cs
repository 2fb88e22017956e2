using System.Text.Json.Nodes;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Environments;

/// <summary>Nobody deploys images that do not exist: without a tag the templates can be read and compared, but not deployed.</summary>
public sealed class ImageTagTests(Synthesized synthesized)
{
    [Fact]
    public void Without_a_tag_every_stack_needs_a_value_that_nothing_has() => Assert.All(
        synthesized.Untagged.Files, file => Assert.True(Parameter(file) is { } parameter && parameter["Default"] is null, file));

    [Fact]
    public void Without_a_tag_every_stack_tells_what_is_missing()
    {
        var folder = Path.GetDirectoryName(synthesized.Untagged.Files[0])!;
        var artifacts = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!["artifacts"]!.AsObject();

        Assert.All(
            artifacts.Where(artifact => artifact.Value!["type"]!.ToString() == "aws:cloudformation:stack"),
            stack => Assert.Contains(
                "imageTag is missing: the templates can be read, but not deployed. To deploy, pass -c imageTag=TAG.",
                stack.Value!["metadata"]!.ToJsonString(),
                StringComparison.Ordinal));
    }

    [Fact]
    public void With_a_tag_no_stack_needs_a_value() => Assert.All(
        synthesized.Dev.Files.Concat(synthesized.Prod.Files), file => Assert.Null(Parameter(file)));

    private static JsonNode? Parameter(string file) => JsonNode.Parse(File.ReadAllText(file))!["Parameters"]?["ImageTag"];
}
