using MassTransit;
using MassTransit.MessageData;
using Workers.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Sending;

/// <summary>MassTransit's message data: a document that is too large for a message is stored elsewhere, and the message has its address.</summary>
public abstract class MessageDataTests(IMessageDataRepository repository) : TransportTest
{
    private static readonly string Text = new('x', 2_000_000);

    [Fact]
    public async Task A_document_of_2_MB_reaches_the_consumer()
    {
        var scanned = new Consumed<DocumentScanned>();
        var worker = await StartAsync(Consuming(scanned, setup: UsingRepository()));

        await worker.Bus.Publish<DocumentScanned>(new { Name = "scan", Text }, Cancelled);

        var message = (await scanned.OneAsync()).Message;
        Assert.Equal(("scan", true, Text.Length), (message.Name, message.Text!.HasValue, (await message.Text.Value).Length));
    }

    [Fact]
    public async Task A_document_that_was_stored_before_reaches_the_consumer_of_an_interface()
    {
        var scanned = new Consumed<IPageScanned>();
        var worker = await StartAsync(Consuming(scanned, setup: UsingRepository()));

        await worker.Bus.Publish<IPageScanned>(new { Name = "scan", Image = await repository.PutBytes(new byte[2_000_000], Cancelled) }, Cancelled);

        Assert.Equal(2_000_000, (await (await scanned.OneAsync()).Message.Image.Value).Length);
    }

    [Fact]
    public async Task The_event_has_the_address_of_the_document_only()
    {
        var worker = await StartAsync(UsingRepository());

        await worker.Bus.Publish<DocumentScanned>(new { Name = "scan", Text }, Cancelled);

        var data = (await Bus.TapAsync())["detail"]!["data"]!;
        Assert.StartsWith("urn:", (string?)data["text"]!["data-ref"], StringComparison.Ordinal);
        Assert.InRange(data.ToJsonString().Length, 1, 500);
    }

    [Fact]
    public async Task A_small_document_is_part_of_the_event_and_stored_too()
    {
        var scanned = new Consumed<DocumentScanned>();
        var worker = await StartAsync(Consuming(scanned, setup: UsingRepository()));

        await worker.Bus.Publish<DocumentScanned>(new { Name = "scan", Text = "small" }, Cancelled);

        Assert.Equal("small", await (await scanned.OneAsync()).Message.Text!.Value);
    }

    private WorkerSetup UsingRepository() => new() { Factory = cfg => cfg.UseMessageData(repository) };

    [Event("shop.documents", "DocumentScanned")]
    public sealed record DocumentScanned
    {
        public string? Name { get; init; }

        public MessageData<string>? Text { get; init; }
    }

    [Event("shop.documents", "PageScanned")]
    public interface IPageScanned
    {
        string Name { get; }

        MessageData<byte[]> Image { get; }
    }
}

public sealed class MessageDataTestsInMemory() : MessageDataTests(new InMemoryMessageDataRepository());

public sealed class MessageDataTestsInFiles() : MessageDataTests(new FileSystemMessageDataRepository(Directory.CreateTempSubdirectory("message-data-")));
