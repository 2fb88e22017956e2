using System.Text.Json;
using Store.Deploy.Costs;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Costs;

/// <summary>The command line of <c>cost</c>.</summary>
public sealed class CostCommandTests(Synthesized synthesized)
{
    [Fact]
    public void Help_lists_the_options()
    {
        var (code, output, errors) = Run("--help");

        Assert.Equal((0, ""), (code, errors));
        Assert.All(
            new[] { "cost <ENVIRONMENT>", "--orders-per-second", "--assume", "--prices", "--json" },
            text => Assert.Contains(text, output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Required argument missing for command: 'cost'.")]
    [InlineData("Unrecognized command or argument 'prod'.", "dev", "prod")]
    [InlineData("Unrecognized command or argument '--verbose'.", "dev", "--verbose")]
    [InlineData("Required argument missing for option: '--orders-per-second'.", "dev", "--orders-per-second")]
    [InlineData("--orders-per-second: '-1' is not a number between 0 and 100000.", "dev", "--orders-per-second", "-1")]
    [InlineData("--orders-per-second: 'many' is not a number between 0 and 100000.", "dev", "--orders-per-second", "many")]
    [InlineData("--assume: there is no 'eventMB'. The names are eventKB, ", "dev", "--assume", "eventMB=1")]
    [InlineData("--assume eventKB: 'big' is not a number.", "dev", "--assume", "eventKB=big")]
    [InlineData("--assume eventKB: '' is not a number.", "dev", "--assume", "eventKB")]
    [InlineData("--assume eventsPerCall: 11 is not between 1 and 10.", "dev", "--assume", "eventsPerCall=11")]
    [InlineData("--assume messagesPerTask: it is not above 0.", "dev", "--assume", "messagesPerTask=0")]
    public void A_wrong_argument_is_reported_with_the_usage(string expected, params string[] arguments)
    {
        var (code, output, errors) = Run(arguments);

        Assert.Equal(2, code);
        Assert.StartsWith(expected, errors, StringComparison.Ordinal);
        Assert.Contains("--orders-per-second", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_environment_that_is_not_there_is_reported_with_those_that_are() => Assert.EndsWith(
        "Name one of dev, prod.", Assert.Throws<DeployException>(() => Run("staging")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_JSON_has_the_lines_the_events_and_the_assumptions()
    {
        var bill = Deployments.Bill(Deployments.Of(synthesized.Dev), 1, "declined=0.05");

        var json = JsonDocument.Parse(CostCommand.Format(bill, json: true)).RootElement;

        Assert.Equal(bill.Total, json.GetProperty("total").GetDecimal());
        Assert.Equal(bill.Lines[0].Arithmetic, json.GetProperty("lines")[0].GetProperty("arithmetic").GetString());
        Assert.Equal("OrderCreated", json.GetProperty("events")[0].GetProperty("name").GetProperty("detailType").GetString());
        Assert.Contains(json.GetProperty("assumptions").EnumerateArray(), one =>
            one.GetProperty("name").GetString() == "declined" && one.GetProperty("value").GetDecimal() == 0.05m);
    }

    /// <summary>The file of the repository has values that an operator fills in.</summary>
    [Fact]
    public async Task A_file_with_missing_values_has_the_same_costs()
    {
        NodeJs.SkipWhereMissing();

        var (code, output) = await Tool.RunAsync("dotnet", [typeof(CostCommand).Assembly.Location, "cost", "prod", "--orders-per-second", "0.38"]);

        Assert.True(code == 0, output);
        Assert.Contains("note: prod.json is not complete: ", output, StringComparison.Ordinal);
        Assert.Contains(CostCommand.Format(Deployments.Bill(Deployments.Of(synthesized.Prod), 0.38m), json: false), output, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = CostCommand.Run([CostCommand.Name, .. arguments], RepositoryFiles.Root, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
