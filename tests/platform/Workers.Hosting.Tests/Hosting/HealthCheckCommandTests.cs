using System.Net;
using System.Net.Sockets;
using Workers.Hosting.Health;

namespace Workers.Hosting.Tests.Hosting;

[Collection(nameof(ConsoleOutput))]
public sealed class HealthCheckCommandTests
{
    [Theory]
    [InlineData("http://+:8080", null, "http://127.0.0.1:8080/")]
    [InlineData("http://*:8080", null, "http://127.0.0.1:8080/")]
    [InlineData("http://0.0.0.0:8080", null, "http://127.0.0.1:8080/")]
    [InlineData("http://[::]:8080", null, "http://127.0.0.1:8080/")]
    [InlineData("http://[::1]:8080", null, "http://[::1]:8080/")]
    [InlineData("http://10.0.0.7:8080", null, "http://10.0.0.7:8080/")]
    [InlineData("https://+:8443;http://+:8080", "9090", "http://127.0.0.1:8080/")]
    [InlineData("https://+:8443", "9090;9091", "http://127.0.0.1:9090/")]
    [InlineData(null, "9090", "http://127.0.0.1:9090/")]
    [InlineData("", "", "http://127.0.0.1:5000/")]
    public void Asks_where_the_environment_says_that_the_worker_listens(string? urls, string? ports, string asked) =>
        Assert.Equal(new Uri(asked), HealthProbe.Address(urls, ports, otherwise: 5000));

    [Theory, InlineData("8080", null), InlineData(null, "http"), InlineData(null, "70000")]
    public void Refuses_what_is_no_address(string? urls, string? ports) =>
        Assert.Throws<FormatException>(() => HealthProbe.Address(urls, ports, otherwise: 5000));

    [Fact]
    public async Task Of_a_worker_that_works_ends_with_exit_code_0()
    {
        await using var worker = await WorkerHarness.StartAsync();
        await Eventually.GetAsync(
            () => worker.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken),
            answer => answer.StatusCode == HttpStatusCode.OK);

        Assert.Equal(0, await HealthProbe.AskAsync(worker.Http.BaseAddress!, "/health/ready"));
    }

    [Fact]
    public async Task Of_a_worker_that_is_not_ready_ends_with_exit_code_1_and_says_why()
    {
        await using var worker = await WorkerHarness.StartAsync(provision: false);
        await Eventually.GetAsync(
            () => worker.Http.GetStringOrErrorAsync("/health/ready"), text => text.Contains("was not found", StringComparison.Ordinal));

        var (code, _, errors) = await ConsoleOutput.OfAsync(() => HealthProbe.AskAsync(worker.Http.BaseAddress!, "/health/ready"));

        Assert.Equal(1, code);
        Assert.Contains("answers 503", errors, StringComparison.Ordinal);
        Assert.Contains("was not found", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_where_the_operators_endpoints_are()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        await worker.RunAsync(settings: ["--ManagementUrl", "http://127.0.0.1:0"]);

        var (code, said, _) = await WithManagementUrlAsync(worker.Addresses[1]);

        Assert.Equal((0, "Healthy"), (code, said.Trim()));
    }

    [Fact]
    public async Task Of_a_wrong_address_of_theirs_ends_with_exit_code_2_and_names_the_setting()
    {
        var (code, _, errors) = await WithManagementUrlAsync("8081");

        Assert.Equal(2, code);
        Assert.Contains("ManagementUrl '8081' is not an address", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_listens_ends_with_exit_code_1_and_says_where()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        var address = HealthProbe.At("127.0.0.1", ((IPEndPoint)unused.LocalEndpoint).Port);
        unused.Stop();

        var (code, _, errors) = await ConsoleOutput.OfAsync(() => HealthProbe.AskAsync(address, "/health/live"));

        Assert.Equal(1, code);
        Assert.Contains($"{address}health/live does not answer", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_something_else_is_refused_with_exit_code_2()
    {
        var (code, _, errors) = await ConsoleOutput.OfAsync(() => WorkerApplication.RunAsync(["--healthcheck", "well"], _ => { }));

        Assert.Equal(2, code);
        Assert.Contains("live (the default) or ready", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Starts_no_worker()
    {
        var started = false;

        await ConsoleOutput.OfAsync(() => WorkerApplication.RunAsync(["--healthcheck"], _ => started = true));

        Assert.False(started);
    }

    private static async Task<(int Code, string Said, string Errors)> WithManagementUrlAsync(string url)
    {
        Environment.SetEnvironmentVariable("ManagementUrl", url);
        try
        {
            return await ConsoleOutput.OfAsync(() => WorkerApplication.RunAsync(["--healthcheck"], _ => { }));
        }
        finally
        {
            Environment.SetEnvironmentVariable("ManagementUrl", null);
        }
    }
}
