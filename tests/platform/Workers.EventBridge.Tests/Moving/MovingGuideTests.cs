namespace Workers.EventBridge.Tests.Moving;

/// <summary>The code of the guide "Coming from MassTransit" is code that these tests compile and run.</summary>
public sealed class MovingGuideTests
{
    private const string Folder = "tests/platform/Workers.EventBridge.Tests/Moving";

    private static readonly string[] Source =
    [
        .. Lines(RepositoryFiles.Read(Folder, "OrderApplication.cs")), .. Lines(RepositoryFiles.Read(Folder, "MovedApplicationTests.cs")),
    ];

    public static TheoryData<string> Blocks =>
        [.. RepositoryFiles.Read("services/platform/docs/coming-from-masstransit.md").Split("```csharp")[1..].Select(block => block.Split("```")[0])];

    [Theory, MemberData(nameof(Blocks))]
    public void A_block_of_code_is_part_of_the_application_or_its_tests(string block)
    {
        var lines = Lines(block);

        Assert.Contains(Enumerable.Range(0, Source.Length - lines.Length + 1), start => Source.AsSpan(start, lines.Length).SequenceEqual(lines));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
