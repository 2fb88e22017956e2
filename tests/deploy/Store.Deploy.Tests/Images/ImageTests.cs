using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Images;

/// <summary>Where images are kept.</summary>
public sealed class ImageTests(Synthesized synthesized)
{
    [Fact]
    public void Every_image_that_runs_has_a_repository()
    {
        var run = from stacks in new[] { synthesized.Dev, synthesized.Prod, synthesized.Extended }
                  from task in stacks.Of("AWS::ECS::TaskDefinition")
                  from container in task.List("ContainerDefinitions")
                  select container["Image"]!.ToString().Split('/', 2)[1].Split(':')[0];

        Assert.Equal(
            run.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            Repositories().Select(repository => repository.Text("RepositoryName")!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_image_is_scanned_and_never_replaced() => Assert.All(Repositories(), repository =>
    {
        Assert.Equal("true", repository.Text("ImageScanningConfiguration.ScanOnPush"));
        Assert.Equal("IMMUTABLE", repository.Text("ImageTagMutability"));
    });

    [Fact]
    public void Images_outlive_their_stack_and_not_for_ever() => Assert.All(Repositories(), repository =>
    {
        Assert.Equal("Retain", repository.Raw["DeletionPolicy"]!.ToString());
        Assert.Contains("\"countNumber\":1000", repository.Text("LifecyclePolicy.LifecyclePolicyText"), StringComparison.Ordinal);
    });

    [Fact]
    public void A_task_pulls_from_the_registry_of_its_environment()
    {
        var images = from task in synthesized.Prod.Of("AWS::ECS::TaskDefinition")
                     from container in task.List("ContainerDefinitions")
                     select container["Image"]!.ToString();

        Assert.All(images, image => Assert.StartsWith("REGISTRY.dkr.ecr.REGION.amazonaws.com/workers/", image, StringComparison.Ordinal));
    }

    [Fact]
    public void The_accounts_of_other_environments_may_pull_and_no_more() => Assert.All(Repositories(), repository =>
    {
        var statement = Assert.Single(repository.List("RepositoryPolicyText.Statement"));

        Assert.Equal("arn:aws:iam::ACCOUNT:root", statement["Principal"]!["AWS"]!.ToString());
        Assert.Equal(
            ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            statement["Action"]!.AsArray().Select(action => action!.ToString()));
    });

    private IEnumerable<Resource> Repositories() => synthesized.MoreImages.Of("AWS::ECR::Repository");
}
