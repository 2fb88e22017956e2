namespace Workers.Hosting.Tests.Sagas;

/// <summary>The code of the guide "A saga" is code that these tests compile and run.</summary>
public sealed class SagaGuideTests
{
    private const string Folder = "tests/platform/Workers.Hosting.Tests/Sagas";

    private static readonly string[] Source =
    [
        .. Lines(RepositoryFiles.Read(Folder, "OrderSaga.cs")), .. Lines(RepositoryFiles.Read(Folder, "GuideOrderTests.cs")),
    ];

    public static TheoryData<string> Blocks =>
        [.. RepositoryFiles.Read("services/platform/docs/sagas.md").Split("```csharp")[1..].Select(block => block.Split("```")[0])];

    [Theory, MemberData(nameof(Blocks))]
    public void A_block_of_code_is_part_of_the_saga_or_its_test(string block)
    {
        var lines = Lines(block);

        Assert.Contains(Enumerable.Range(0, Source.Length - lines.Length + 1), start => Source.AsSpan(start, lines.Length).SequenceEqual(lines));
    }

    [Fact]
    public void The_subscription_is_that_of_the_test() =>
        Assert.Contains(GuideOrderTests.Subscription, RepositoryFiles.Read("services/platform/docs/sagas.md"), StringComparison.Ordinal);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
