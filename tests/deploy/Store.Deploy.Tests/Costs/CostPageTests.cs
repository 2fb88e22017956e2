using System.Text.RegularExpressions;
using Store.Deploy.Costs;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Costs;

/// <summary>Each line of the tables in <c>deploy/docs/costs.md</c> is what the command above it prints. To update a table, run its command.</summary>
public sealed partial class CostPageTests(Synthesized synthesized)
{
    private static readonly string Page = RepositoryFiles.Read("deploy/docs/costs.md");

    public static TheoryData<string> Commands => [.. Block().Matches(Page).Select(block => block.Groups["arguments"].Value)];

    [Theory, MemberData(nameof(Commands))]
    public void A_table_is_the_output_of_the_command_above_it(string arguments)
    {
        var output = "";
        var code = CostOptions.CommandLine(options =>
        {
            var deployed = Deployments.Of(options.Environment == "dev" ? synthesized.Dev : synthesized.Prod);
            output = BillText.Format(Bill.Of(deployed, PriceList.Read(options.Prices), options.Assumptions, options.OrdersPerSecond));
            return 0;
        }).Parse([CostCommand.Name, .. arguments.Split(' ')]).Invoke();
        Assert.Equal(0, code);

        Assert.All(
            Block().Matches(Page).Where(block => block.Groups["arguments"].Value == arguments),
            block => Assert.Subset(output.Split('\n').ToHashSet(StringComparer.Ordinal), block.Groups["output"].Value.Split('\n').ToHashSet(StringComparer.Ordinal)));
    }

    [Fact]
    public void Both_environments_are_on_the_page() => Assert.Superset(
        new HashSet<string> { "dev", "prod" }, Commands.Select(row => row.Data).ToHashSet(StringComparer.Ordinal));

    [GeneratedRegex(
        @"```console\ndotnet run --project Store\.Deploy -- cost (?<arguments>[^\n]+)\n```\n\n(?:[^\n]+\n\n)?```text\n(?<output>.*?)```",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        10_000)]
    private static partial Regex Block();
}
