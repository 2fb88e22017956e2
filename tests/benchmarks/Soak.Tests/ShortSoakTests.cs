using System.Text.Json.Nodes;

namespace Soak.Tests;

/// <summary>The soak, short enough for every test run.</summary>
public sealed class ShortSoakTests
{
    [Fact]
    public async Task No_message_is_lost_left_or_dead_lettered_in_spite_of_faults_and_kills()
    {
        using var soak = SoakProcess.Start(
            "--messages", "3000", "--kill-every", "1", "--kills", "3", "--work", "50", "--seed", "1", "--json");

        var (exitCode, output, errors) = await soak.EndAsync();

        Assert.True(exitCode == 0, $"Exit code {exitCode}: {errors}{output}");
        var result = JsonNode.Parse(output)!;
        Assert.Multiple(
            () => Assert.Equal(3000, Count("published")),
            () => Assert.Equal(3000, Count("handled")),
            () => Assert.Equal(0, Count("lost")),
            () => Assert.Equal(0, Count("inFlight")),
            () => Assert.Equal(0, Count("waiting")),
            () => Assert.Equal(0, Count("deadLettered")),
            () => Assert.InRange(Count("kills"), 2, 3),
            () => Assert.Equal(Count("kills"), Count("restarts")),
            () => Assert.Equal(8, result["faults"]!.AsObject().Count),
            () => Assert.All(result["faults"]!.AsObject(), fault => Assert.NotEqual(0, fault.Value!.GetValue<long>())));

        int Count(string name) => result[name]!.GetValue<int>();
    }

    [Fact]
    public async Task A_stop_leaves_no_process_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM to send.");
        var folder = Directory.CreateTempSubdirectory("soak-");
        try
        {
            using var soak = SoakProcess.Start("--work", "100", "--folder", folder.FullName);
            await soak.UntilAsync(() => folder.EnumerateFiles("*.journal").Any(journal => journal.Length > 0));

            await soak.TellToStopAsync();

            var (exitCode, _, errors) = await soak.EndAsync();
            Assert.Equal((130, "Stopped before the end: there are no figures."), (exitCode, errors.Trim()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--messages", "0", "--messages must be a whole number from 1 to 10000000.")]
    [InlineData("--faults", "x", "--faults must be a whole number from 0 to 20.")]
    [InlineData("--kills", "-1", "--kills must be a whole number of at least 0.")]
    [InlineData("--bogus", "1", "--bogus")]
    public async Task A_wrong_option_is_named_and_ends_the_program(string option, string value, string expected)
    {
        using var soak = SoakProcess.Start(option, value);

        var (exitCode, _, errors) = await soak.EndAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }
}
