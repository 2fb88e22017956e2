using Workers.Hosting.Tests.Sagas;

namespace Workers.Hosting.Tests.Guides;

/// <summary>The code of the guides is code that these tests compile and run.</summary>
public sealed class GuideTests
{
    private const string Tests = "tests/platform/Workers.Hosting.Tests";

    private static readonly Dictionary<string, string[]> Sources = new()
    {
        ["sagas.md"] = ["Sagas/OrderSaga.cs", "Sagas/GuideOrderTests.cs"],
        ["testing.md"] = ["Guides/Invoices.cs", "Guides/InvoiceTests.cs"],
    };

    public static TheoryData<string, string> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, string>();
            foreach (var guide in Sources.Keys)
                foreach (var block in Read(guide).Split("```csharp")[1..])
                    blocks.Add(guide, block.Split("```")[0]);
            return blocks;
        }
    }

    [Theory, MemberData(nameof(Blocks))]
    public void A_block_of_code_is_part_of_the_code_of_the_guide(string guide, string block)
    {
        var lines = Lines(block);
        string[] source = [.. Sources[guide].SelectMany(file => Lines(RepositoryFiles.Read(Tests, file)))];

        Assert.Contains(Enumerable.Range(0, source.Length - lines.Length + 1), start => source.AsSpan(start, lines.Length).SequenceEqual(lines));
    }

    [Fact]
    public void The_subscriptions_are_those_of_the_tests()
    {
        Assert.Contains(GuideOrderTests.Subscription, Read("sagas.md"), StringComparison.Ordinal);
        Assert.All(
            ["invoices.json", "ledger.json"],
            file => Assert.Contains(RepositoryFiles.Read(Tests, "Guides", file).Trim(), Read("testing.md"), StringComparison.Ordinal));
    }

    private static string Read(string guide) => RepositoryFiles.Read("services/platform/docs", guide);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
