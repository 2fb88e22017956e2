using Amazon.CDK;
using Amazon.CDK.AWS.ECR;
using Amazon.CDK.AWS.IAM;
using Constructs;

namespace Store.Deploy.Images;

/// <summary>
/// An ECR repository. It has a stack of its own, because the CDK leaves a stack alone that its app no longer has: if a worker is removed,
/// or an older commit is deployed, the repository and its stack stay, and are there when the worker comes back. In a common stack, it would
/// be retained outside the stack, and creating it again would fail.
/// </summary>
internal sealed class RepositoryStack : Stack
{
    private const int KeptVersions = 200;

    /// <summary>An index, and an image and its attestations for each of two architectures: ECR counts each.</summary>
    private const int ImagesOfAVersion = 5;

    public RepositoryStack(Construct scope, string id, string name, ImageRegistry registry)
        : base(scope, id, new StackProps { Env = new Amazon.CDK.Environment { Account = registry.Account, Region = registry.Region } })
    {
        var repository = new Repository(this, "Repository", new RepositoryProps
        {
            RepositoryName = name,
            ImageScanOnPush = true,
            ImageTagMutability = TagMutability.IMMUTABLE,
            Encryption = RepositoryEncryption.AES_256,
            RemovalPolicy = RemovalPolicy.RETAIN,
            LifecycleRules =
            [
                new LifecycleRule
                {
                    RulePriority = 1,
                    Description = "Untagged images, e.g. of an interrupted upload",
                    TagStatus = TagStatus.UNTAGGED,
                    MaxImageAge = Duration.Days(7),
                },
                new LifecycleRule
                {
                    RulePriority = 2,
                    Description = $"Keeps the latest {KeptVersions} versions for rollbacks",
                    TagStatus = TagStatus.ANY,
                    MaxImageCount = KeptVersions * ImagesOfAVersion,
                },
            ],
        });

        // Which roles of the account may pull is decided by their own policies (Amazon ECR User Guide, "Repository policy examples").
        if (registry.Readers.Count > 0)
        {
            repository.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
            {
                Sid = "PullByEnvironments",
                Principals = [.. registry.Readers.Select(account => new AccountPrincipal(account))],
                Actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            }));
        }
    }
}
