using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Store.Deploy.Environments.Rules;

/// <summary>Rules for the database server and its CA certificates.</summary>
internal static partial class DatabaseRules
{
    /// <summary>A task definition has 64 KiB at most (Amazon ECS Developer Guide, "Amazon ECS service quotas").</summary>
    public const int MaxAuthorities = 16 * 1024;

    public static IEnumerable<string> Check(string environment, EnvironmentSettings settings) =>
        ServerProblems(settings.Database).Concat(AuthorityProblems(environment, settings));

    private static IEnumerable<string> ServerProblems(DatabaseSettings database)
    {
        if (!InstanceClass().IsMatch(database.InstanceClass))
            yield return $"database.instanceClass: '{database.InstanceClass}' is not an instance class such as db.t4g.micro.";

        // Storage can grow to four times this size, and the limit of RDS is 65,536.
        if (database.StorageGiB is < 20 or > 16_384)
            yield return $"database.storageGiB: {database.StorageGiB} is not between 20 and 16384.";
        if (database.BackupDays is < 1 or > 35)
            yield return $"database.backupDays: {database.BackupDays} is not between 1 and 35.";
        if (database.VaultDays is not (null or 0 or (>= 7 and <= 3650)))
            yield return $"database.vaultDays: {database.VaultDays} is neither 0 (no vault) nor between 7 and 3650.";
        if (!Version().IsMatch(database.Version))
            yield return $"database.version: '{database.Version}' is not a major version of PostgreSQL between 14 and 18. RDS chooses the minor version.";
        if (database.Snapshot is { } snapshot && !Snapshot().IsMatch(snapshot))
            yield return $"database.snapshot: '{snapshot}' is neither the identifier nor the ARN of a snapshot. List them: aws rds describe-db-snapshots.";
        if (database.MonitoringSeconds is not (0 or 1 or 5 or 10 or 15 or 30 or 60))
            yield return $"database.monitoringSeconds: {database.MonitoringSeconds} is not one of 0 (none), 1, 5, 10, 15, 30, 60.";
        if (database.Existing is { } existing)
        {
            foreach (var problem in ExistingDatabaseRules.Check(database, existing))
                yield return problem;
        }
    }

    private static IEnumerable<string> AuthorityProblems(string environment, EnvironmentSettings settings)
    {
        const string bundle = "the bundle of the region, such as https://truststore.pki.rds.amazonaws.com/eu-west-1/eu-west-1-bundle.pem";
        if (settings.DatabaseAuthorities is not { } pem)
        {
            if (settings.Production)
                yield return $"{environment}.pem: missing; production verifies its database server. Save {bundle}, as this file.";
            yield break;
        }

        if (pem.Length > MaxAuthorities)
            yield return $"{environment}.pem: it has more than {MaxAuthorities} bytes, too many for a task definition. Save {bundle}, as this file.";
        else if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
            yield return $"{environment}.pem: it contains a private key, which the templates would expose. Save {bundle}, as this file.";
        else if (!IsPem(pem))
            yield return $"{environment}.pem: it contains no certificates. Save {bundle}, as this file.";
    }

    private static bool IsPem(string text)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
            return certificates.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            foreach (var certificate in certificates)
                certificate.Dispose();
        }
    }

    [GeneratedRegex("^1[4-8]$", RegexOptions.None, 1000)]
    private static partial Regex Version();

    // The identifiers of AWS Backup contain colons, e.g. awsbackup:job-….
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9:/-]{0,511}$", RegexOptions.None, 1000)]
    private static partial Regex Snapshot();

    [GeneratedRegex("^db\\.[a-z0-9]+\\.[a-z0-9]+$", RegexOptions.None, 1000)]
    private static partial Regex InstanceClass();
}
