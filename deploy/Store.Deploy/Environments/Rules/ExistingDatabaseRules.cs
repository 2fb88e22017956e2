using System.Text.RegularExpressions;

namespace Store.Deploy.Environments.Rules;

/// <summary>Rules for a database server that this app does not create.</summary>
internal static partial class ExistingDatabaseRules
{
    public static IEnumerable<string> Check(DatabaseSettings database, ExistingDatabase existing)
    {
        if (!HostName().IsMatch(existing.Endpoint))
            yield return $"database.existing.endpoint: '{existing.Endpoint}' is not a host name such as name.abcdefgh.eu-west-1.rds.amazonaws.com.";
        if (existing.Port is < 1 or > 65535)
            yield return $"database.existing.port: {existing.Port} is not between 1 and 65535.";
        if (!SecurityGroup().IsMatch(existing.SecurityGroup))
            yield return $"database.existing.securityGroup: '{existing.SecurityGroup}' is not the id of a security group such as sg-0123456789abcdef0.";

        // The policy of the setup task names it exactly, so the six characters at the end are needed.
        if (!SecretArn().IsMatch(existing.Administrator))
            yield return $"database.existing.administrator: '{existing.Administrator}' is not the complete ARN of a secret. Show it: aws secretsmanager describe-secret.";
        if (database.Snapshot is not null)
            yield return "database.snapshot: an existing server is not restored. Remove snapshot, or existing.";
    }

    [GeneratedRegex("^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostName();

    [GeneratedRegex("^sg-[0-9a-f]{8,17}$", RegexOptions.None, 1000)]
    private static partial Regex SecurityGroup();

    [GeneratedRegex("^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+-[A-Za-z0-9]{6}$", RegexOptions.None, 1000)]
    private static partial Regex SecretArn();
}
