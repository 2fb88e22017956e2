using Store.Deploy.Costs;
using Store.Deploy.Environments;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Costs;

/// <summary>What the command reads of an environment, of templates that were made before.</summary>
internal static class Deployments
{
    /// <param name="stacks">The templates.</param>
    /// <param name="change">What is different in the clone that they were made of.</param>
    public static Deployed Of(Stacks stacks, Action<Clone>? change = null)
    {
        using var clone = new Clone();
        change?.Invoke(clone);
        var (settings, _) = EnvironmentFile.ReadIncomplete(Path.Combine(clone.Root, "deploy", "environments"), stacks.Environment, stacks.Services);
        return Deployed.Read(stacks.Environment, settings, stacks.Services, Path.GetDirectoryName(stacks.Files[0])!);
    }

    /// <summary>The bill, with the prices of this repository.</summary>
    public static Bill Bill(Deployed deployed, decimal ordersPerSecond = 0, params string[] assume)
    {
        var assumptions = new Assumptions();
        foreach (var one in assume)
            Assert.Null(assumptions.Set(one));
        return Deploy.Costs.Bill.Of(deployed, PriceList.Read(), assumptions, ordersPerSecond);
    }

    public static BillLine Line(this Bill bill, string item) => Assert.Single(bill.Lines, line => line.Item == item);

    /// <summary>The amount of a line in dollars, to a hundredth of a cent.</summary>
    public static decimal Dollars(this Bill bill, string item) => Math.Round(bill.Line(item).Dollars, 4);

    /// <summary>What a line would be, to a hundredth of a cent.</summary>
    public static decimal Rounded(decimal dollars) => Math.Round(dollars, 4);
}
