namespace Packaging.Tests.Scripts;

/// <summary>The script <c>deploy/stacks</c>.</summary>
public sealed class StacksTests
{
    [Fact]
    public async Task It_prints_the_stacks_of_all_pages_by_name()
    {
        using var fakes = new FakePrograms().Answer("aws cloudformation describe-stacks *", "dev-setup\tdev-network\n\ndev-alarms");

        var (code, output) = await fakes.RunAsync("deploy/stacks", "dev");

        Assert.True(code == 0, output);
        Assert.Equal("dev-alarms\ndev-network\ndev-setup\n", output);
        Assert.Contains("[?Key=='environment'&&Value=='dev']", Assert.Single(fakes.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_credentials_end_it()
    {
        using var fakes = new FakePrograms().Answer("aws cloudformation describe-stacks *", "ExpiredToken", code: 254);

        Assert.Equal(254, (await fakes.RunAsync("deploy/stacks", "dev")).Code);
    }
}
