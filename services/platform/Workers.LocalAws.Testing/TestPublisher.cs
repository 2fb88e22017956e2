using System.Text;
using Amazon.Runtime;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.EventBridge.Aws;

namespace Workers.LocalAws.Testing;

/// <summary>Publishes events: contracts with the transport, others with a plain PutEvents call.</summary>
internal sealed class TestPublisher : IAsyncDisposable
{
    private readonly EventBridgeClient _client;
    private readonly ServiceProvider _services;
    private readonly Lazy<Task<IBusControl>> _bus;
    private readonly string _busName;

    public TestPublisher(LocalAwsServer server, string bus)
    {
        _busName = bus;
        var credentials = new BasicAWSCredentials("local", "local");
        _client = new EventBridgeClient(
            credentials, new EventBridgeClientConfig { ServiceURL = server.Endpoint.ToString(), AuthenticationRegion = server.Region });
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddMassTransit(transport => transport.UsingEventBridge((_, eventBridge) => eventBridge.Host(bus, host =>
        {
            host.Producer = "test";
            host.Credentials = credentials;
            (host.ServiceUrl, host.Region) = (server.Endpoint, server.Region);
        })));
        _services = services.BuildServiceProvider();

        // Started with the first event: many tests publish none of theirs.
        _bus = new Lazy<Task<IBusControl>>(async () =>
        {
            var control = _services.GetRequiredService<IBusControl>();
            await control.StartAsync();
            return control;
        });
    }

    public async Task PublishAsync<T>(T message, CancellationToken cancellationToken)
        where T : class => await (await _bus.Value).Publish(message, cancellationToken);

    public async Task<string> PublishAsync(string source, string detailType, string detail, CancellationToken cancellationToken)
    {
        var entry = new PutEventsEntry { EventBusName = _busName, Source = source, DetailType = detailType, Detail = Encoding.UTF8.GetBytes(detail) };
        var response = await _client.PutEventsAsync(new PutEventsRequest { Entries = [entry] }, cancellationToken);
        var result = response.Entries[0];
        return result.EventId ?? throw new ArgumentException($"The event is not accepted: {result.ErrorCode}: {result.ErrorMessage}", nameof(detail));
    }

    public async ValueTask DisposeAsync()
    {
        if (_bus.IsValueCreated)
            await (await _bus.Value).StopAsync();
        await _services.DisposeAsync();
        _client.Dispose();
    }
}
