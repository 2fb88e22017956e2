using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests.EventBridge;

/// <summary>The route of the base class, and an archive "history" of the bus "store".</summary>
public abstract class ArchiveTest : EventBridgeTest
{
    protected const string BusArn = "arn:aws:events:eu-west-1:000000000000:event-bus/store";

    protected const string ArchiveArn = "arn:aws:events:eu-west-1:000000000000:archive/history";

    protected Task<JsonObject> CreateArchiveAsync(string? pattern = null, int days = 0, string name = "history") => Http.EventsAsync(
        "CreateArchive",
        new { ArchiveName = name, EventSourceArn = BusArn, EventPattern = pattern, RetentionDays = days, Description = "of the shop" });

    protected Task<JsonObject> DescribeArchiveAsync() => Http.EventsAsync("DescribeArchive", new { ArchiveName = "history" });

    protected async Task<int> ArchivedAsync() => (await DescribeArchiveAsync())["EventCount"]!.GetValue<int>();
}
