using Store.Deploy.LoadBalancing;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.LoadBalancing;

/// <summary>The logs and the firewall of the load balancer, and an existing one.</summary>
public sealed class LoadBalancerTests(Synthesized synthesized)
{
    [Fact]
    public void In_production_requests_are_logged_for_as_long_as_the_environment_says()
    {
        var bucket = Bucket();
        var attributes = Balancer(synthesized.Prod).List("LoadBalancerAttributes")
            .ToDictionary(attribute => attribute["Key"]!.ToString(), attribute => attribute["Value"]!.ToString());

        Assert.Equal(("true", bucket.Name), (attributes["access_logs.s3.enabled"], attributes["access_logs.s3.bucket"]));
        Assert.Contains(bucket.List("LifecycleConfiguration.Rules"), rule => rule["ExpirationInDays"]?.ToString() == "90");
    }

    [Fact]
    public void The_bucket_of_the_logs_is_encrypted_and_private_and_outlives_the_stack()
    {
        var bucket = Bucket();

        Assert.Equal("AES256", bucket.Text("BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.SSEAlgorithm"));
        Assert.All(
            ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"],
            (string key) => Assert.Equal("true", bucket.Text($"PublicAccessBlockConfiguration.{key}")));
        Assert.Null(bucket.Text("BucketName"));
        Assert.Equal("RetainExceptOnCreate", bucket.Raw["DeletionPolicy"]!.ToString());
    }

    [Fact]
    public void Load_balancers_of_the_account_write_the_logs_and_nobody_uses_plain_http()
    {
        var statements = Statement.Read(synthesized.Prod.One("storefront", "AWS::S3::BucketPolicy")).ToList();
        var allowed = Assert.Single(statements, statement => statement.Allows);
        var denied = Assert.Single(statements, statement => !statement.Allows);

        Assert.Equal("""{"Service":"logdelivery.elasticloadbalancing.amazonaws.com"}""", allowed.Principal);
        Assert.Equal(["s3:PutObject"], allowed.Actions);
        Assert.EndsWith("/AWSLogs/ACCOUNT/*", Assert.Single(allowed.Resources), StringComparison.Ordinal);
        Assert.Equal("""{"Bool":{"aws:SecureTransport":"false"}}""", denied.Condition);
    }

    [Fact]
    public void In_production_WAF_limits_an_address_and_applies_the_rules_of_AWS()
    {
        var rules = Assert.Single(synthesized.Prod.Of("AWS::WAFv2::WebACL")).List("Rules");
        var association = Assert.Single(synthesized.Prod.Of("AWS::WAFv2::WebACLAssociation"));

        Assert.Equal(
            ["rate", "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesCommonRuleSet"], rules.Select(rule => rule["Name"]!.ToString()));
        Assert.Equal("2000", rules[0]["Statement"]!["RateBasedStatement"]!["Limit"]!.ToString());
        Assert.NotNull(rules[0]["Action"]!["Block"]);
        Assert.Equal(
            """[{"ActionToUse":{"Count":{}},"Name":"SizeRestrictions_BODY"}]""",
            rules[2]["Statement"]!["ManagedRuleGroupStatement"]!["RuleActionOverrides"]!.ToJsonString());
        Assert.Equal(Balancer(synthesized.Prod).Name, association.Text("ResourceArn"));
    }

    [Fact]
    public void Dev_has_neither()
    {
        Assert.Empty(synthesized.Dev.Of("AWS::S3::Bucket"));
        Assert.Empty(synthesized.Dev.Of("AWS::WAFv2::WebACL"));
    }

    [Fact]
    public void An_existing_listener_gets_a_rule_for_the_host_and_the_paths_and_no_load_balancer_is_created()
    {
        var stacks = synthesized.Existing;
        var rule = Assert.Single(stacks.Of("AWS::ElasticLoadBalancingV2::ListenerRule"));

        Assert.Empty(stacks.Of("AWS::ElasticLoadBalancingV2::LoadBalancer"));
        Assert.Empty(stacks.Of("AWS::ElasticLoadBalancingV2::Listener"));
        Assert.Empty(stacks.Of("AWS::WAFv2::WebACL"));
        Assert.Equal("70", rule.Text("Priority"));
        Assert.Contains("listener/app/shared/", rule.Text("ListenerArn"), StringComparison.Ordinal);
        Assert.Contains("store.example.com", rule.Find("Conditions")!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("/orders/*", rule.Find("Conditions")!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_existing_load_balancer_alone_reaches_the_tasks_of_the_Storefront()
    {
        var rule = Assert.Single(
            synthesized.Existing.In("storefront", "AWS::EC2::SecurityGroupIngress"), rule => rule.Id != "IntoDatabase");

        Assert.Equal(("sg-0fedcba9876543210", "8080"), (rule.Text("SourceSecurityGroupId"), rule.Text("FromPort")));
    }

    private static Resource Balancer(Stacks stacks) => Assert.Single(stacks.Of("AWS::ElasticLoadBalancingV2::LoadBalancer"));

    private Resource Bucket() => synthesized.Prod.One("storefront", "AWS::S3::Bucket");
}
