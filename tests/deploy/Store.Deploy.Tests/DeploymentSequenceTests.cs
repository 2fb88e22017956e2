using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests;

/// <summary>Versions deployed one after another: a newer one, an older one, a worker that goes and comes back.</summary>
public sealed class DeploymentSequenceTests(Synthesized synthesized)
{
    private readonly CloudFormationModel _account = new();

    [Fact]
    public void The_repository_of_a_worker_survives_an_older_commit_and_is_there_when_it_comes_back() => DeployInTurn(
        synthesized.Images, synthesized.MoreImages, synthesized.Images, synthesized.MoreImages);

    [Fact]
    public void An_environment_gets_a_worker_loses_it_to_an_older_commit_and_gets_it_again() => DeployInTurn(
        synthesized.Dev, synthesized.Extended, synthesized.Dev, synthesized.Extended);

    [Fact]
    public void A_worker_whose_stack_was_deleted_can_be_added_again()
    {
        DeployInTurn(synthesized.Extended);
        _account.Delete("dev-thanks");
        DeployInTurn(synthesized.Dev, synthesized.Extended);
    }

    [Fact]
    public void A_resource_that_is_retained_outside_its_stack_is_in_the_way_of_its_successor()
    {
        Assert.Empty(_account.Deploy(synthesized.Images));
        _account.Delete("workers-payment");

        Assert.Equal(["AWS::ECR::Repository workers/payment"], _account.Deploy(synthesized.Images));
    }

    [Fact]
    public void Two_environments_are_in_nobodys_way() => DeployInTurn(synthesized.Dev, synthesized.Prod, synthesized.Images);

    private void DeployInTurn(params IEnumerable<Stacks> versions) => Assert.All(versions, version => Assert.Empty(_account.Deploy(version)));
}
