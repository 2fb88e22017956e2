using Amazon.CDK;
using Amazon.CDK.AWS.ECR;
using Constructs;

namespace Workers.Deploy.Images;

/// <summary>
/// A repository for each image. They belong to the account and not to an environment: what was tried in dev goes to prod as it is.
/// </summary>
internal sealed class ImagesStack : Stack
{
    private const int KeptVersions = 50;

    /// <summary>An index, and for two architectures an image and its attestations: ECR counts each.</summary>
    private const int ImagesOfAVersion = 5;

    public ImagesStack(Construct scope, string id, ServiceFolders services)
        : base(scope, id)
    {
        foreach (var name in services.All.Select(ImageNames.Of).Concat(ImageNames.ThirdParty))
        {
            _ = new Repository(this, name, new RepositoryProps
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
                        Description = "What lost its tag to nothing, such as an upload that broke off",
                        TagStatus = TagStatus.UNTAGGED,
                        MaxImageAge = Duration.Days(7),
                    },
                    new LifecycleRule
                    {
                        RulePriority = 2,
                        Description = $"The latest {KeptVersions} versions: as far back as can be rolled",
                        TagStatus = TagStatus.ANY,
                        MaxImageCount = KeptVersions * ImagesOfAVersion,
                    },
                ],
            });
        }
    }
}
