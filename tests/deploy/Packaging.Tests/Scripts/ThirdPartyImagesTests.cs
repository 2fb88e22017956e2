using System.Text.RegularExpressions;

namespace Packaging.Tests.Scripts;

/// <summary>The script <c>.github/third-party-images</c>.</summary>
public sealed partial class ThirdPartyImagesTests
{
    private const string Script = ".github/third-party-images";
    private const string Registry = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";
    private const string Names = "deploy/Store.Deploy/Images/ImageNames.cs";

    [Fact]
    public async Task It_copies_each_image_that_the_templates_name_in_the_version_that_they_name()
    {
        using var fakes = new FakePrograms();
        fakes.Answer("docker buildx imagetools inspect *", "not found", code: 1).Answer("docker buildx imagetools create *");

        var (code, output) = await fakes.RunAsync(Script, Registry);

        Assert.True(code == 0, output);
        Assert.Equal(
            ThirdParty().Select(image =>
                $"docker buildx imagetools create --tag {Registry}/{Constant(image)}:{Constant(image + "Tag")} {Constant(image + "Source")}:{Constant(image + "Tag")}"),
            fakes.Calls.Where(call => call.Contains(" create ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_copies_no_image_that_exists()
    {
        using var fakes = new FakePrograms();
        fakes.Answer("docker buildx imagetools inspect *");

        var (code, output) = await fakes.RunAsync(Script, Registry);

        Assert.True(code == 0, output);
        Assert.Contains($"workers/postgres:{Constant("PostgresTag")} already exists.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_fails_ends_it()
    {
        using var fakes = new FakePrograms();
        fakes.Answer("docker buildx imagetools inspect *", "not found", code: 1).Answer("docker buildx imagetools create *", "denied", code: 1);

        var (code, output) = await fakes.RunAsync(Script, Registry);

        Assert.Equal(1, code);
        Assert.Contains("denied", output, StringComparison.Ordinal);
    }

    private static string[] ThirdParty() => List().Match(RepositoryFiles.Read(Names)).Groups["names"].Value.Split(", ");

    private static string Constant(string name) => Constants().Matches(RepositoryFiles.Read(Names))
        .Single(constant => constant.Groups["name"].Value == name).Groups["value"].Value;

    [GeneratedRegex(@" ThirdParty => \[(?<names>[^\]]+)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex List();

    [GeneratedRegex(@" const string (?<name>\w+) = ""(?<value>[^""]+)"";", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Constants();
}
