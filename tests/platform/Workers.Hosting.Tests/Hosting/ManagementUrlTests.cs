using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Workers.Hosting.Management;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>The setting ManagementUrl.</summary>
[Collection(nameof(ConsoleOutput))]
public sealed class ManagementUrlTests
{
    [Theory]
    [InlineData(null, true, null)]
    [InlineData("", true, null)]
    [InlineData(null, false, "http://127.0.0.1:8081")]
    [InlineData("", false, "http://127.0.0.1:8081")]
    [InlineData("http://+:9090", true, "http://+:9090")]
    [InlineData("http://[::1]:9090", false, "http://[::1]:9090")]
    public void Without_it_nobody_but_a_developer_has_the_operators_endpoints_on_the_public_port(string? value, bool isDevelopment, string? url) =>
        Assert.Equal(url, ManagementUrl.Read(value, isDevelopment)?.ToString());

    [Theory]
    [InlineData("8081")]
    [InlineData("127.0.0.1:8081")]
    [InlineData("https://127.0.0.1:8081")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://127.0.0.1:8081/manage")]
    [InlineData("http://payment:8081")]
    [InlineData("http://unix:/tmp/management.sock")]
    [InlineData("http://127.0.0.1:8081;http://127.0.0.1:8082")]
    public void What_is_no_address_is_refused_by_the_settings_name(string url)
    {
        var error = Assert.Throws<SettingsException>(() => WorkerApplication.Create(["--ManagementUrl", url], _ => { }));

        Assert.StartsWith($"ManagementUrl '{url}' is not an address such as http://127.0.0.1:8081.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls", "http://127.0.0.1:5101")]
    [InlineData("--urls", "http://+:8080;http://+:5101")]
    [InlineData("--http_ports", "5101")]
    public void A_port_of_the_services_own_is_refused(string setting, string value)
    {
        var error = Assert.Throws<SettingsException>(
            () => WorkerApplication.Create([setting, value, "--ManagementUrl", "http://127.0.0.1:5101"], _ => { }));

        Assert.Equal("ManagementUrl http://127.0.0.1:5101 needs a separate port: 5101 is one of the service's (--urls).", error.Message);
    }

    [Fact]
    public void Addresses_of_Kestrels_own_section_are_refused()
    {
        var error = Assert.Throws<SettingsException>(
            () => WorkerApplication.Create(["--environment", "Production", "--Kestrel:Endpoints:Http:Url", "http://127.0.0.1:5101"], _ => { }));

        Assert.Contains("Kestrel:Endpoints", error.Message, StringComparison.Ordinal);
        Assert.Contains("ManagementUrl", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_reported_with_the_setting_that_it_comes_from()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        Assert.Contains("choose another address with ManagementUrl.", await FailAsync("http://127.0.0.1:0", taken), StringComparison.Ordinal);
        Assert.Contains("choose another address with --urls.", await FailAsync(taken, "http://127.0.0.1:0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_reported_with_the_setting_that_it_may_come_from()
    {
        var errors = await FailAsync("http://127.0.0.1:0", "http://192.0.2.1:8081");

        Assert.Contains("ManagementUrl http://192.0.2.1:8081", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_development_one_port_has_all()
    {
        await using var worker = await WorkerHarness.StartAsync();

        Assert.Single(worker.Addresses);
        foreach (var path in new[] { "/health/live", "/livez", "/outbox", "/effects" })
            Assert.Equal(HttpStatusCode.OK, (await worker.Http.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode);
    }

    private static async Task<string> FailAsync(string urls, string management)
    {
        var (code, _, errors) = await ConsoleOutput.OfAsync(() => WorkerApplication.RunAsync(
            ["--environment", "Production", "--urls", urls, "--ManagementUrl", management, "--LogLevel", "Fatal", "--AWS_ENDPOINT_URL", "http://127.0.0.1:1"],
            _ => { }).WaitAsync(Eventually.Deadline));
        Assert.Equal(1, code);
        return errors;
    }
}
