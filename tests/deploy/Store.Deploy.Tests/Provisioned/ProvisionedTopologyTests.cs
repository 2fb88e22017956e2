using Store.Deploy.Tests.Synthesis;
using Workers.Testing;
using Workers.LocalAws;

namespace Store.Deploy.Tests.Provisioned;

/// <summary>What the provisioner makes of the same files on a developer's machine is what the CDK app declares.</summary>
public sealed class ProvisionedTopologyTests(Synthesized synthesized, MotoServer moto) : IClassFixture<MotoServer>
{
    [Fact]
    public async Task On_LocalAws_it_is_as_in_AWS_field_by_field()
    {
        var declared = Topology.Declared(synthesized.Dev);
        await using var aws = await LocalAwsServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(declared, await Topology.ProvisionAsync(aws.Endpoint, synthesized.Dev));
    }

    [Fact]
    public async Task On_moto_it_is_as_in_AWS_field_by_field()
    {
        var declared = Topology.Declared(synthesized.Dev);
        Assert.SkipWhen(moto.Endpoint is null, moto.Missing);

        Assert.Equal(declared, await Topology.ProvisionAsync(moto.Endpoint!, synthesized.Dev));
    }
}
