using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests;

public sealed class MessageDataBucketTests(Templates templates)
{
    private Resource Bucket => templates.New.One("AWS::S3::Bucket");

    [Fact]
    public void Documents_expire_after_their_time_to_live() => Assert.Equal(
        ["messages/42d/: 42"], Expiries(Bucket));

    [Fact]
    public void Each_time_to_live_has_a_rule() => Assert.Equal(["7d/: 7", "30d/: 30"], Expiries(templates.Existing.One("AWS::S3::Bucket")));

    [Fact]
    public void Parts_of_uploads_that_were_not_completed_are_deleted_after_a_day() => Assert.Contains(
        Bucket["LifecycleConfiguration.Rules"]!.AsArray(),
        rule => rule!["AbortIncompleteMultipartUpload"]?["DaysAfterInitiation"]?.ToString() == "1" && rule["Prefix"] is null);

    [Fact]
    public void It_is_encrypted_private_and_outlives_its_stack()
    {
        Assert.Equal("AES256", Bucket.Text("BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.SSEAlgorithm"));
        Assert.Equal(
            """{"BlockPublicAcls":true,"BlockPublicPolicy":true,"IgnorePublicAcls":true,"RestrictPublicBuckets":true}""", Bucket.Text("PublicAccessBlockConfiguration"));
        Assert.Equal("Retain", Bucket.All["DeletionPolicy"]!.ToString());
    }

    [Fact]
    public void It_refuses_plain_HTTP()
    {
        var denied = Assert.Single(templates.New.One("AWS::S3::BucketPolicy").Statements);

        Assert.Equal(("Deny", "s3:*"), (denied["Effect"]!.ToString(), denied["Action"]!.ToString()));
        Assert.Equal("""{"Bool":{"aws:SecureTransport":"false"}}""", denied["Condition"]!.ToJsonString());
    }

    [Fact]
    public void A_task_reads_and_stores_documents_below_the_prefix_and_may_list_them()
    {
        var policy = Assert.Single(templates.New.Of("AWS::IAM::Policy"), policy => policy.Id.StartsWith("TaskTaskRole", StringComparison.Ordinal));
        var allowed = policy.Statements.Where(statement => statement["Sid"] is null).Select(statement => statement.ToJsonString()).ToList();

        Assert.Contains(allowed, statement => statement.Contains("s3:GetObject", StringComparison.Ordinal) && statement.Contains("/messages/*", StringComparison.Ordinal));
        Assert.Contains(allowed, statement => statement.Contains("""["s3:PutObject","s3:AbortMultipartUpload"]""", StringComparison.Ordinal) && statement.Contains("/messages/*", StringComparison.Ordinal));
        Assert.Contains(allowed, statement => statement.Contains("s3:ListBucket", StringComparison.Ordinal) && !statement.Contains("/messages/*", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Expiries(Resource bucket) => bucket["LifecycleConfiguration.Rules"]!.AsArray()
        .Where(rule => rule!["ExpirationInDays"] is not null)
        .Select(rule => $"{rule!["Prefix"]}: {rule["ExpirationInDays"]}");
}
