using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Moving;

/// <summary>The application of the guide "Coming from AWS.Messaging", while old and new publishers run.</summary>
public sealed class GreetingApplicationTests : TransportTest
{
    private const string CloudEvent =
        """{"id":"b02f156b-0f02-48cf-ae54-4fbbe05cffba","source":"/aws/messaging","specversion":"1.0","type":"Greetings.GreetingSent","time":"2026-01-01T10:00:00+00:00","datacontenttype":"application/json","data":{"Name":"Ada","Text":"old"}}""";

    private readonly GreetingLog _log = new();

    [Fact]
    public async Task A_message_that_AWS_Messaging_sent_to_the_queue_is_consumed()
    {
        await StartAsync(GreetingApplication.ReceiveGreetings);

        await Bus.SendAsync(CloudEvent);

        await UntilAsync("Ada: old");
    }

    [Fact]
    public async Task An_event_that_AWS_Messaging_published_is_consumed()
    {
        await StartAsync(GreetingApplication.ReceiveGreetings);

        await Bus.PutAsync("Greetings.GreetingSent", CloudEvent, source: "/aws/messaging");

        await UntilAsync("Ada: old");
    }

    [Fact]
    public async Task An_event_of_a_publisher_that_has_moved_is_consumed()
    {
        var worker = await StartAsync(GreetingApplication.ReceiveGreetings);

        await worker.Bus.Publish(new GreetingSent("Ada", "new"), Cancelled);

        await UntilAsync("Ada: new");
    }

    [Fact]
    public async Task An_event_of_an_AWS_service_is_consumed()
    {
        await StartAsync(GreetingApplication.ReceiveObjects);

        // S3 itself may use this source, and no other publisher: the event is put into the queue as the rule would.
        await Bus.SendAsync(
            """{"version":"0","id":"17793124-05d4-b198-2fde-7ededc63b103","detail-type":"Object Created","source":"aws.s3","time":"2026-01-01T10:00:00Z","detail":{"bucket":{"name":"letters"},"object":{"key":"a.pdf","size":5}}}""");

        await UntilAsync("letters/a.pdf");
    }

    private Task UntilAsync(string line) => Eventually.UntilAsync(() => _log.Lines is [var only] && only == line);

    private Task<WorkerHost> StartAsync(Action<IEventBridgeBusFactoryConfigurator, IBusRegistrationContext> receive)
    {
        IBusRegistrationContext? context = null;
        return StartAsync(new WorkerSetup
        {
            Services = services => services.AddSingleton(_log),
            Bus = x =>
            {
                x.AddConsumer<GreetingConsumer>();
                x.AddConsumer<ObjectCreatedConsumer>();
            },
            Factory = cfg => receive(cfg, context!),
            Context = registered => context = registered,
        });
    }
}
