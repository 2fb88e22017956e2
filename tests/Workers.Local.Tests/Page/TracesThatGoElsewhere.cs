using Workers.Local.Commands;

namespace Workers.Local.Tests.Page;

/// <summary>The page of a system whose user has his traces sent to a collector of his own.</summary>
public sealed class CollectorElsewhere : PageFixture
{
    public const string Collector = "http://127.0.0.1:4317";

    protected override string TracesGoTo => Collector;
}

public sealed class TracesThatGoElsewhere(CollectorElsewhere page) : IClassFixture<CollectorElsewhere>
{
    [Fact]
    public async Task Are_not_looked_for_in_vain_without_being_told_where_they_are()
    {
        var error = await Assert.ThrowsAsync<LocalException>(
            () => TracesCommand.RunAsync("42", databases: false, json: false, page.Port, TestContext.Current.CancellationToken));

        Assert.Contains(
            $"traces go to {CollectorElsewhere.Collector}, as OTEL_EXPORTER_OTLP_ENDPOINT says", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_not_said_to_be_forgotten()
    {
        var (_, told) = await page.SendAsync(HttpMethod.Get, "/api/traces/4bf92f3577b34da6a3ce929d0e0e4736");

        Assert.Equal(
            "There is no trace 4bf92f3577b34da6a3ce929d0e0e4736 here: "
            + $"traces go to {CollectorElsewhere.Collector}, as OTEL_EXPORTER_OTLP_ENDPOINT says.",
            told);
    }

    [Fact]
    public async Task Are_told_of_on_the_page() => Assert.Contains(
        $"\"tracesGoTo\":\"{CollectorElsewhere.Collector}\"",
        await page.Http.GetStringAsync("/api/system", TestContext.Current.CancellationToken),
        StringComparison.Ordinal);
}
