using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Amazon.CDK.AWS.WAFv2;
using Constructs;
using Workers.Deploy;
using Acl = Amazon.CDK.AWS.WAFv2.CfnWebACL;

namespace Store.Deploy.LoadBalancing;

/// <summary>
/// AWS WAF before a load balancer: a rate limit per address, and the rules of AWS against known bad inputs and common attacks. The
/// response to a blocked request is 403.
/// </summary>
internal static class WebAcl
{
    /// <summary>A rule of the common rule set that blocks bodies above 8 KiB; an order can be larger.</summary>
    private const string BodySize = "SizeRestrictions_BODY";

    public static void Add(Construct scope, ApplicationLoadBalancer balancer, string name, int requests)
    {
        var acl = new Acl(scope, "WebAcl", new CfnWebACLProps
        {
            Name = name,
            Scope = "REGIONAL",
            DefaultAction = new Acl.DefaultActionProperty { Allow = new Acl.AllowActionProperty() },
            VisibilityConfig = Visibility(name),
            Rules = new[]
            {
                RateLimit(name, requests),
                Managed(name, 2, "AWSManagedRulesKnownBadInputsRuleSet"),
                Managed(name, 3, "AWSManagedRulesCommonRuleSet", BodySize),
            },
        });
        _ = new CfnWebACLAssociation(scope, "WebAclAssociation", new CfnWebACLAssociationProps
        {
            ResourceArn = balancer.LoadBalancerArn,
            WebAclArn = acl.AttrArn,
        });
    }

    /// <summary>WAF counts the requests of the last five minutes.</summary>
    private static Acl.RuleProperty RateLimit(string name, int requests) => new()
    {
        Name = "rate",
        Priority = 1,
        Action = new Acl.RuleActionProperty { Block = new Acl.BlockActionProperty() },
        Statement = new Acl.StatementProperty
        {
            RateBasedStatement = new Acl.RateBasedStatementProperty { AggregateKeyType = "IP", Limit = requests },
        },
        VisibilityConfig = Visibility($"{name}-rate"),
    };

    /// <param name="name">Name of the web ACL.</param>
    /// <param name="priority">Order of evaluation.</param>
    /// <param name="ruleSet">Rule set of AWS.</param>
    /// <param name="counted">Rules of the set that only count.</param>
    private static Acl.RuleProperty Managed(string name, int priority, string ruleSet, params string[] counted) => new()
    {
        Name = ruleSet,
        Priority = priority,
        OverrideAction = new Acl.OverrideActionProperty { None = new Dictionary<string, object>() },
        Statement = new Acl.StatementProperty
        {
            ManagedRuleGroupStatement = new Acl.ManagedRuleGroupStatementProperty
            {
                VendorName = "AWS",
                Name = ruleSet,
                RuleActionOverrides = counted
                    .Select(rule => new Acl.RuleActionOverrideProperty
                    {
                        Name = rule,
                        ActionToUse = new Acl.RuleActionProperty { Count = new Acl.CountActionProperty() },
                    })
                    .ToArray(),
            },
        },
        VisibilityConfig = Visibility($"{name}-{ruleSet}"),
    };

    private static Acl.VisibilityConfigProperty Visibility(string metric) =>
        new() { CloudWatchMetricsEnabled = true, MetricName = metric, SampledRequestsEnabled = true };
}
