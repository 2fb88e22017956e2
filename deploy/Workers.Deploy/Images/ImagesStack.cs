using Amazon.CDK;
using Amazon.CDK.AWS.ECR;
using Constructs;

namespace Workers.Deploy.Images;

/// <summary>
/// An ECR repository for each image. All environments of the account share them: the image that was tested in dev goes to prod unchanged.
/// </summary>
internal sealed class ImagesStack : Stack
{
    private const int KeptVersions = 50;

    /// <summary>An index, and an image and its attestations for each of two architectures: ECR counts each.</summary>
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
        }
    }
}
