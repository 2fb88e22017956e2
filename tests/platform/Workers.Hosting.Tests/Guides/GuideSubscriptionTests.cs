using Workers.Hosting.Tests.Sagas;

namespace Workers.Hosting.Tests.Guides;

/// <summary>The subscriptions of the guides are those of these tests.</summary>
public sealed class GuideSubscriptionTests
{
    private const string Tests = "tests/platform/Workers.Hosting.Tests";

    [Fact]
    public void The_subscriptions_are_those_of_the_tests()
    {
        Assert.Contains(GuideOrderTests.Subscription, Read("sagas.md"), StringComparison.Ordinal);
        Assert.All(
            ["invoices.json", "ledger.json"],
            file => Assert.Contains(RepositoryFiles.Read(Tests, "Guides", file).Trim(), Read("testing.md"), StringComparison.Ordinal));
    }

    private static string Read(string guide) => RepositoryFiles.Read("services/platform/docs", guide);
}
