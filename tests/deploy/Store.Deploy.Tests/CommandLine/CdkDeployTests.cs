using Workers.Testing;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.CommandLine;

/// <summary>
/// The CDK's own command line with the synthesized templates, on an emulator of AWS. Stacks are created directly, because the emulator
/// applies change sets too late for the command line.
/// </summary>
public sealed class CdkDeployTests(Synthesized synthesized, CdkCli cdk, MotoServer moto)
    : IClassFixture<CdkCli>, IClassFixture<MotoServer>, IAsyncLifetime
{
    private static readonly string[] Directly = ["--all", "--method", "direct", "--require-approval", "never"];

    [Fact]
    public async Task Without_a_tag_it_lists_and_compares_and_warns()
    {
        var (listed, names) = await cdk.RunAsync(synthesized.Untagged, Emulator(), "list");
        var (compared, differences) = await cdk.RunAsync(synthesized.Untagged, Emulator(), "diff", "--no-change-set", "dev-alarms");

        Assert.True(listed == 0, names);
        Assert.Contains("dev-payment", names, StringComparison.Ordinal);
        Assert.True(compared == 0, differences);
        Assert.Contains("AWS::SNS::Topic", differences, StringComparison.Ordinal);
        Assert.Contains("To deploy, pass -c imageTag=TAG", differences, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_tag_it_refuses_to_deploy()
    {
        var (code, output) = await cdk.RunAsync(synthesized.Untagged, Emulator(), ["deploy", .. Directly]);

        Assert.True(code == 1, output);
        Assert.Contains("missing a value: ImageTag", output, StringComparison.Ordinal);
        Assert.DoesNotContain("CREATE_COMPLETE", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_approval_it_refuses_to_deploy_stacks_in_parallel()
    {
        var (code, output) = await cdk.RunAsync(synthesized.Dev, Emulator(), "deploy", "dev-alarms", "--method", "direct", "--concurrency", "4");

        Assert.True(code == 1, output);
        Assert.Contains("--require-approval", output, StringComparison.Ordinal);
    }

    /// <summary>The repository of a worker stays while an older commit is deployed.</summary>
    [Fact]
    public async Task Image_repositories_are_created_by_one_version_after_another()
    {
        foreach (var version in new[] { synthesized.Images, synthesized.MoreImages, synthesized.Images, synthesized.MoreImages })
        {
            var (code, output) = await cdk.RunAsync(version, Emulator(), ["deploy", .. Directly]);

            Assert.True(code == 0, output);
        }
    }

    public async ValueTask InitializeAsync()
    {
        var (code, output) = await cdk.RunAsync(synthesized.Images, Emulator(), "bootstrap");

        Assert.True(code == 0, output);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Uri Emulator()
    {
        Assert.SkipWhen(moto.Endpoint is null, moto.Missing);
        return moto.Endpoint!;
    }
}
