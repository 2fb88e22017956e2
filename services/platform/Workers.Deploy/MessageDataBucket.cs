using System.Globalization;
using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.S3;
using Constructs;

namespace Workers.Deploy;

/// <summary>Properties of a <see cref="MessageDataBucket"/>.</summary>
public sealed record MessageDataBucketProps
{
    /// <summary>Name of the bucket; by default CloudFormation chooses one.</summary>
    public string? BucketName { get; init; }

    /// <summary>Prefix of all keys, as in the repository of Workers.MessageData.S3; <c>messages/</c> by default.</summary>
    public string Prefix { get; init; } = "messages/";

    /// <summary>
    /// The times to live in days with which documents are stored; 42 by default. Each gets a lifecycle rule that deletes its documents after that
    /// time. Keep a document for longer than its message may wait: 14 days in a queue, and as long again in a dead-letter queue. Documents without a time
    /// to live, or with another one, stay.
    /// </summary>
    public IReadOnlyList<int> TimeToLiveDays { get; init; } = [42];
}

/// <summary>
/// A bucket for message data (the claim check pattern): encrypted, only over TLS, without public access. Lifecycle rules delete documents after their
/// time to live, and the parts of uploads that were not completed after a day. The bucket stays when its stack is deleted.
/// </summary>
public sealed class MessageDataBucket : Construct
{
    private readonly string _prefix;

    /// <summary>Creates the bucket.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="id">Its id in the scope.</param>
    /// <param name="props">Its properties; null for the defaults.</param>
    public MessageDataBucket(Construct scope, string id, MessageDataBucketProps? props = null)
        : base(scope, id)
    {
        props ??= new MessageDataBucketProps();
        _prefix = props.Prefix;
        Bucket = new Bucket(this, "Bucket", new BucketProps
        {
            BucketName = props.BucketName,
            Encryption = BucketEncryption.S3_MANAGED,
            EnforceSSL = true,
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            ObjectOwnership = ObjectOwnership.BUCKET_OWNER_ENFORCED,
            RemovalPolicy = RemovalPolicy.RETAIN,
            LifecycleRules =
            [
                new LifecycleRule { Id = "IncompleteUploads", AbortIncompleteMultipartUploadAfter = Duration.Days(1) },
                .. props.TimeToLiveDays.Select(Expiry),
            ],
        });
    }

    /// <summary>The bucket.</summary>
    public Bucket Bucket { get; }

    /// <summary>Lets a publisher store documents.</summary>
    /// <param name="publisher">Its task role, e.g. <c>task.Definition.TaskRole</c>.</param>
    public void GrantStore(IGrantable publisher) => Allow(publisher, $"{Bucket.BucketArn}/{_prefix}*", "s3:PutObject", "s3:AbortMultipartUpload");

    /// <summary>Lets a consumer read documents, and tells it which are missing: without listing, S3 denies access to them.</summary>
    /// <param name="consumer">Its task role, e.g. <c>task.Definition.TaskRole</c>.</param>
    public void GrantRead(IGrantable consumer)
    {
        Allow(consumer, $"{Bucket.BucketArn}/{_prefix}*", "s3:GetObject");
        Allow(consumer, Bucket.BucketArn, "s3:ListBucket");
    }

    private static void Allow(IGrantable grantee, string resource, params string[] actions) =>
        Grant.AddToPrincipal(new GrantOnPrincipalOptions { Grantee = grantee, Actions = actions, ResourceArns = [resource] });

    private LifecycleRule Expiry(int days)
    {
        var time = days.ToString(CultureInfo.InvariantCulture) + "d";
        return new LifecycleRule { Id = time, Prefix = $"{_prefix}{time}/", Expiration = Duration.Days(days) };
    }
}
