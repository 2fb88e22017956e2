using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests;

/// <summary>All policies of all stacks that give a right; those of endpoints give none, they only narrow what passes (NetworkTests).</summary>
public sealed class LeastPrivilegeTests(Synthesized synthesized)
{
    /// <summary>Where AWS offers nothing narrower, and why.</summary>
    private static readonly (string Action, string Resource, string Reason)[] Unavoidable =
    [
        ("ecr:GetAuthorizationToken", "*", "The token is the registry's; the action knows no resources."),
        ("xray:PutTraceSegments", "*", "X-Ray has no resources that segments are put to."),
        ("ecs:", "arn:aws:ecs:REGION:ACCOUNT:task/ENV-workers/*", "A task's id is not known before it runs."),
        ("ecs:ListTasks", "arn:aws:ecs:REGION:ACCOUNT:container-instance/ENV-workers/*", "The action knows no other resource; on Fargate there is none."),
        ("logs:", "arn:aws:logs:REGION:ACCOUNT:log-group:/workers/ENV/SERVICE:*", "Streams of one log group: tasks' ids name them."),
        ("secretsmanager:", "arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-??????", "AWS adds six characters to a secret's name."),
        ("s3:PutObject", "BUCKET/AWSLogs/ACCOUNT/*", "Names of log files have their time."),
        ("kms:", "*", "In a key's own policy: the key."),
    ];

    [Fact]
    public void No_policy_allows_an_action_by_a_wildcard() => Assert.DoesNotContain(
        Allowed(), statement => statement.Actions.Any(action => action.Contains('*', StringComparison.Ordinal)));

    [Fact]
    public void No_policy_allows_a_resource_by_a_wildcard_where_AWS_has_a_name_for_it() => Assert.All(
        Allowed().Where(statement => statement.Resources.Any(IsWild)),
        statement => Assert.Contains(
            Unavoidable,
            exception => statement.Actions.All(action => action.StartsWith(exception.Action, StringComparison.Ordinal))
                && statement.Resources.Where(IsWild).All(resource => Matches(statement, resource, exception.Resource))));

    [Fact]
    public void There_is_no_exception_that_nobody_needs() => Assert.All(Unavoidable, exception => Assert.Contains(
        Allowed(),
        statement => statement.Actions.All(action => action.StartsWith(exception.Action, StringComparison.Ordinal))
            && statement.Resources.Any(resource => IsWild(resource) && Matches(statement, resource, exception.Resource))));

    [Fact]
    public void Nobody_outside_the_account_is_let_in()
    {
        var principals = Allowed().Select(statement => statement.Principal).Where(principal => principal.Length > 0)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                """{"AWS":"arn:aws:iam::ACCOUNT:root"}""",
                """{"Service":"backup.amazonaws.com"}""",
                """{"Service":"ecs-tasks.amazonaws.com"}""",
                """{"Service":"events.amazonaws.com"}""",
                """{"Service":"logdelivery.elasticloadbalancing.amazonaws.com"}""",
                """{"Service":"monitoring.rds.amazonaws.com"}""",
                """{"Service":"vpc-flow-logs.amazonaws.com"}""",
                """{"Service":["cloudwatch.amazonaws.com","events.rds.amazonaws.com"]}""",
            ],
            principals);
    }

    /// <summary>AWS documents no condition for the access logs of a load balancer; there the path has the account.</summary>
    [Fact]
    public void No_service_of_AWS_acts_here_for_another_account() => Assert.All(
        Allowed().Where(statement => statement.Principal.Contains("Service", StringComparison.Ordinal)
            && !statement.Resources.All(resource => resource.EndsWith("/AWSLogs/ACCOUNT/*", StringComparison.Ordinal))),
        statement => Assert.Matches(
            "aws:Source(Account\":\"ACCOUNT\"|Arn\":\"arn:aws:[a-z]+:REGION:ACCOUNT:)", statement.Condition));

    [Fact]
    public void Nothing_runs_in_the_account_besides_the_services() => Assert.DoesNotContain(
        All().SelectMany(stacks => stacks.Resources),
        resource => resource.Type is "AWS::Lambda::Function" || resource.Type.StartsWith("Custom::", StringComparison.Ordinal));

    private IEnumerable<Stacks> All() =>
        [synthesized.Dev, synthesized.Prod, synthesized.Extended, synthesized.Restored, synthesized.Existing, synthesized.Prometheus, synthesized.Gateway];

    private IEnumerable<Statement> Allowed() =>
        All().SelectMany(stacks => stacks.Resources).Where(resource => resource.Type is not "AWS::EC2::VPCEndpoint")
            .SelectMany(Statement.Read).Where(statement => statement.Allows);

    private static bool IsWild(string resource) =>
        resource.Contains('*', StringComparison.Ordinal) || resource.Contains('?', StringComparison.Ordinal);

    /// <summary>Of the stack's own environment and service; in the stack of the migrations each role has its own service.</summary>
    private static bool Matches(Statement statement, string resource, string pattern)
    {
        if (pattern.StartsWith("BUCKET/", StringComparison.Ordinal))
            return statement.Of.Type == "AWS::S3::BucketPolicy" && resource.EndsWith(pattern["BUCKET".Length..], StringComparison.Ordinal);
        var parts = statement.Of.Stack.Split('-', 2);
        var service = parts[1] == "migrations" ? statement.Of.Id.Split("ExecutionRole")[0] : parts[1];
        var expected = pattern.Replace("ENV", parts[0], StringComparison.Ordinal).Replace("SERVICE", service, StringComparison.Ordinal);
        var name = expected.IndexOf("NAME", StringComparison.Ordinal);
        return name < 0
            ? resource == expected
            : resource.StartsWith(expected[..name] + parts[0] + "/", StringComparison.Ordinal)
                && resource.EndsWith(expected[(name + "NAME".Length)..], StringComparison.Ordinal);
    }
}
