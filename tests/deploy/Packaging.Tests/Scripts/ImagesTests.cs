namespace Packaging.Tests.Scripts;

/// <summary>The script <c>.github/images</c>.</summary>
public sealed class ImagesTests
{
    private const string Script = ".github/images";
    private const string Registry = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";

    private static IEnumerable<string> Images =>
        ServiceFolders.Workers.Append("Storefront").Append("Payment.Gateway").Select(folder => $"workers/{ServiceFolders.NameOf(folder)}");

    [Fact]
    public async Task It_pushes_an_image_of_every_service_for_both_architectures_with_its_origin()
    {
        using var fakes = new FakePrograms();
        fakes.Answer("docker buildx imagetools inspect *", "not found", code: 1).Answer("docker buildx build *");

        var (code, output) = await fakes.RunAsync(Script, "--push", Registry, "v1");

        var builds = fakes.Calls.Where(call => call.StartsWith("docker buildx build ", StringComparison.Ordinal)).ToList();
        Assert.True(code == 0, output);
        Assert.Equal(
            Images.Select(image => $"{Registry}/{image}:v1").Order(StringComparer.Ordinal),
            builds.Select(build => build.Split("--tag ")[1].Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.All(builds, build => Assert.Contains(" --platform linux/amd64,linux/arm64 ", build, StringComparison.Ordinal));
        Assert.All(builds, build => Assert.EndsWith(" --push --sbom=true --provenance=mode=max", build, StringComparison.Ordinal));
    }

    [Theory, InlineData("1.2.0", "1.2.0"), InlineData("4f2a9c", "0.1.0-image-4f2a9c")]
    public async Task The_programs_of_an_image_have_the_version_of_its_tag(string tag, string version)
    {
        using var fakes = new FakePrograms();
        fakes.Answer("docker buildx imagetools inspect *", "not found", code: 1).Answer("docker buildx build *");

        await fakes.RunAsync(Script, "--push", Registry, tag);

        Assert.All(
            fakes.Calls.Where(call => call.StartsWith("docker buildx build ", StringComparison.Ordinal)),
            build => Assert.Contains($" --build-arg ASSEMBLY_VERSION={version} ", build, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_pushes_no_image_again()
    {
        using var fakes = new FakePrograms();
        fakes.Answer("docker buildx imagetools inspect *");

        var (code, output) = await fakes.RunAsync(Script, "--push", Registry, "v1");

        Assert.True(code == 0, output);
        Assert.All(Images, image => Assert.Contains($"{image}:v1 already exists.", output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_pushes_nothing_unless_asked()
    {
        using var fakes = new FakePrograms();
        fakes.Answer("docker buildx build *");

        var (code, output) = await fakes.RunAsync(Script);

        Assert.True(code == 0, output);
        Assert.Equal(Images.Count(), fakes.Calls.Count);
        Assert.All(fakes.Calls, call => Assert.EndsWith(" --output type=cacheonly", call, StringComparison.Ordinal));
    }
}
