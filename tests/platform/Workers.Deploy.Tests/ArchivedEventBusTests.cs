using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests;

public sealed class ArchivedEventBusTests(Templates templates)
{
    [Fact]
    public void All_events_of_a_new_bus_are_archived()
    {
        var bus = templates.New.One("AWS::Events::EventBus");
        var archive = templates.New.One("AWS::Events::Archive");

        Assert.Equal("prod-billing", bus.Text("Name"));
        Assert.Equal($$"""{"Fn::GetAtt":["{{bus.Id}}","Arn"]}""", archive.Text("SourceArn"));
        Assert.Equal(("prod-billing", "30", null), (archive.Text("ArchiveName"), archive.Text("RetentionDays"), archive.Text("EventPattern")));
    }

    [Fact]
    public void Bus_and_archive_outlive_their_stack() => Assert.All(
        [templates.New.One("AWS::Events::EventBus"), templates.New.One("AWS::Events::Archive")],
        resource => Assert.StartsWith("Retain", resource.All["DeletionPolicy"]!.ToString(), StringComparison.Ordinal));

    [Fact]
    public void A_bus_that_exists_gets_an_archive_only()
    {
        var archive = templates.Existing.One("AWS::Events::Archive");

        Assert.Empty(templates.Existing.Of("AWS::Events::EventBus"));
        Assert.Contains("event-bus/company", archive.Text("SourceArn"), StringComparison.Ordinal);
        Assert.Equal(("thanks", "7"), (archive.Text("ArchiveName"), archive.Text("RetentionDays")));
        Assert.Null(archive.All["DeletionPolicy"]);
    }
}
