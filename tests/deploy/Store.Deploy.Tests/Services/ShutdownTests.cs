using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Store.Deploy.Tests.Synthesis;
using Workers.Hosting;

namespace Store.Deploy.Tests.Services;

/// <summary>ECS waits for longer than the host takes.</summary>
public sealed class ShutdownTests(Synthesized synthesized)
{
    public static TheoryData<string> Services => Names.All;

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_program_is_not_killed_while_it_shuts_down(string service)
    {
        await using var host = WorkerApplication.Create([], _ => { });
        var shutdown = host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
        var program = Assert.Single(
            synthesized.Dev.One(service, "AWS::ECS::TaskDefinition").List("ContainerDefinitions"),
            container => container["Name"]!.ToString() == service);

        var stopTimeout = TimeSpan.FromSeconds(program["StopTimeout"]!.GetValue<int>());

        Assert.InRange(stopTimeout, shutdown + TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(120));
    }
}
