// What a program says belongs to the test that ran it.
[assembly: CaptureConsole]

namespace Storefront.Tests;

public sealed class CommandLineTests
{
    [Theory, InlineData("--help"), InlineData("-h")]
    public async Task The_general_help_names_the_import_and_what_it_does(string asked)
    {
        Assert.Equal(0, await Program.Main([asked]));

        var line = Assert.Single(Said(), line => line.TrimStart().StartsWith("import ", StringComparison.Ordinal));
        Assert.Contains("order history", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_import_tells_its_own_options()
    {
        Assert.Equal(0, await Program.Main(["import", "--help"]));

        Assert.Contains(Said(), line => line.TrimStart().StartsWith("--url", StringComparison.Ordinal));
    }

    private static string[] Said() => TestContext.Current.TestOutputHelper!.Output.ReplaceLineEndings("\n").Split('\n');
}
