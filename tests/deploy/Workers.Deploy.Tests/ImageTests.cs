using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests;

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
            Repositories(synthesized.Extended).Select(repository => repository.Text("RepositoryName")!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_image_is_scanned_and_never_replaced() => Assert.All(Repositories(synthesized.Dev), repository =>
    {
        Assert.Equal("true", repository.Text("ImageScanningConfiguration.ScanOnPush"));
        Assert.Equal("IMMUTABLE", repository.Text("ImageTagMutability"));
    });

    [Fact]
    public void Images_outlive_their_stack_and_not_for_ever() => Assert.All(Repositories(synthesized.Dev), repository =>
    {
        Assert.Equal("Retain", repository.Raw["DeletionPolicy"]!.ToString());
        Assert.Contains("\"countNumber\":250", repository.Text("LifecyclePolicy.LifecyclePolicyText"), StringComparison.Ordinal);
    });

    private static IEnumerable<Resource> Repositories(Stacks stacks) => stacks.Of("AWS::ECR::Repository");
}
