using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests;

public sealed class ReadmeTests(Templates templates)
{
    [Fact]
    public void The_example_deploys_a_worker() => Assert.Equal("reminder", templates.Example.One("AWS::ECS::Service").Text("ServiceName"));

    [Fact]
    public void The_README_has_the_example()
    {
        var code = Lines(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "tests/platform/Workers.Deploy.Tests/Synthesis/ReadmeExample.cs")))
            .SkipWhile(line => line != "// README").Skip(1).TakeWhile(line => line != "// End");
        var readme = Lines(RepositoryFiles.Read("services/platform/Workers.Deploy/README.md"));

        Assert.Equal(code, readme.SkipWhile(line => line != "var stack = new Stack(app, \"Billing\");").TakeWhile(line => line != "app.Synth();"));
    }

    [Fact]
    public void The_table_of_the_constructs_is_complete()
    {
        var readme = RepositoryFiles.Read("services/platform/Workers.Deploy/README.md");

        Assert.All(
            typeof(WorkerDefinition).Assembly.GetExportedTypes().Where(type => !type.Name.EndsWith("Props", StringComparison.Ordinal) && !type.IsEnum),
            type => Assert.Contains($"`{type.Name}", readme, StringComparison.Ordinal));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
