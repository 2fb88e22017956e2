using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.S3;
using Amazon.CDK;
using Constructs;

namespace Store.Deploy.LoadBalancing;

/// <summary>The access logs of a load balancer, in an S3 bucket that keeps them for <c>logDays</c> and outlives the stack.</summary>
internal static class AccessLogs
{
    public static void Add(Construct scope, ApplicationLoadBalancer balancer, int days)
    {
        var bucket = new Bucket(scope, "AccessLogs", new BucketProps
        {
            // The only encryption that load balancers support (User Guide for Application Load Balancers, "Enable access logs").
            Encryption = BucketEncryption.S3_MANAGED,
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            ObjectOwnership = ObjectOwnership.BUCKET_OWNER_ENFORCED,
            EnforceSSL = true,
            LifecycleRules =
            [
                new LifecycleRule { Expiration = Duration.Days(days), AbortIncompleteMultipartUploadAfter = Duration.Days(7) },
            ],
            RemovalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        });

        // The CDK's own method needs a region, for the account ids of older regions. This principal is documented for all; no condition is
        // documented for it, so the path restricts it to load balancers of this account.
        bucket.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "Delivery",
            Principals = [new ServicePrincipal("logdelivery.elasticloadbalancing.amazonaws.com")],
            Actions = ["s3:PutObject"],
            Resources = [bucket.ArnForObjects($"AWSLogs/{Stack.Of(scope).Account}/*")],
        }));
        balancer.SetAttribute("access_logs.s3.enabled", "true");
        balancer.SetAttribute("access_logs.s3.bucket", bucket.BucketName);

        // The load balancer tries to write when the attribute is set.
        balancer.Node.AddDependency(bucket.Policy!);
    }
}
