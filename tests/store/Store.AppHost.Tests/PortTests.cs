
namespace Store.AppHost.Tests;

public sealed class PortTests
{
    private static readonly ServiceFolders Services = ServiceFolders.Find(FreePorts.InARow(20));

    [Fact]
    public async Task Given_twice_on_the_command_line_are_reported_by_their_options()
    {
        var port = Services.Storefront.Port;

        var told = await RefusalAsync(Services, port);

        Assert.Equal(
            $"Port {port} is assigned to LocalAws and storefront: choose other ports with --port (LocalAws), --dashboard (and the port after it, for telemetry) or --ports (the services).",
            told);
    }

    [Fact]
    public async Task Given_twice_in_the_clone_are_reported_by_their_files()
    {
        var port = Services.Storefront.Port;
        var services = Services with { Gateway = Services.Gateway with { Port = port } };

        var told = await RefusalAsync(services, port: port - 1);

        Assert.Equal(
            $"Port {port} is assigned to storefront and payment-gateway: change the launchSettings.json of one of them, or choose other ports for all with --ports.",
            told);
    }

    private static async Task<string> RefusalAsync(ServiceFolders services, int port) => (await Assert.ThrowsAsync<SetupException>(
        () => LocalSystem.PrepareAsync(
            services, new LocalOptions(port, Dashboard: null, Data: null, Postgres: null), TestContext.Current.CancellationToken))).Message;
}
