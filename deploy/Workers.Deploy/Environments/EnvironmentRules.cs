using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Workers.Deploy.Environments;

internal static partial class EnvironmentRules
{
    /// <summary>Variables that the app sets itself.</summary>
    private static readonly string[] Reserved =
        ["ASPNETCORE_", "AWS_", "Bus", "ConnectionStrings__", "DOTNET_", "DataDirectory", "OTEL_", "PG", "QueuePrefix"];

    /// <summary>A task definition has 64 KiB at most (Amazon ECS Developer Guide, "Amazon ECS service quotas").</summary>
    public const int MaxAuthorities = 16 * 1024;

    private const string Authority = "Authentication__Schemes__Bearer__Authority";
    private const string AllowAnonymous = "Storefront__AllowAnonymous";

    private static readonly string[] Secretive = ["password", "secret", "token", "apikey", "credential"];

    /// <summary>Retention values of CloudWatch Logs (Amazon CloudWatch Logs API Reference, PutRetentionPolicy).</summary>
    private static readonly int[] LogDays =
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    public static IEnumerable<string> Check(string environment, EnvironmentSettings settings, ServiceFolders services)
    {
        // The longest names are those of rules, 64 characters, of which a worker's queue may have 48.
        if (!EnvironmentName().IsMatch(environment))
            yield return $"'{environment}' is not a valid environment name. Use 2 to 12 lower-case letters and digits, with a letter first.";
        foreach (var range in settings.Ingress.Where(range => !IsIPv4Range(range)))
            yield return $"ingress: '{range}' is not a range of IPv4 addresses such as 203.0.113.0/24.";
        if (settings.Production && string.IsNullOrEmpty(settings.CertificateArn))
            yield return "certificateArn: production needs a certificate. Request one in ACM, in the region of the deployment.";
        if (settings.CertificateArn is { Length: > 0 } arn && !CertificateArn().IsMatch(arn))
            yield return $"certificateArn: '{arn}' is not the ARN of a certificate in ACM.";
        if (settings.Production && string.IsNullOrEmpty(settings.AlarmEmail))
            yield return "alarmEmail: production needs an address for alarms.";
        if (settings.AlarmEmail is { Length: > 0 } email && !MailAddress.TryCreate(email, out _))
            yield return $"alarmEmail: '{email}' is not an email address.";
        if (settings.NatGateways is < 0 or > 2)
            yield return $"natGateways: {settings.NatGateways} is not between 0 and 2.";
        if (settings.ArchiveDays is < 1 or > 3650)
            yield return $"archiveDays: {settings.ArchiveDays} is not between 1 and 3650.";
        if (!LogDays.Contains(settings.LogDays))
            yield return $"logDays: {settings.LogDays} is not one of {string.Join(", ", LogDays)}.";
        if (settings.Architecture is not ("x86_64" or "arm64"))
            yield return $"architecture: '{settings.Architecture}' is neither x86_64 nor arm64.";
        foreach (var problem in DatabaseProblems(settings.Database).Concat(AuthorityProblems(environment, settings)))
            yield return problem;
        if (!HasCallers(settings.Services.GetValueOrDefault(services.Storefront.Name)))
            yield return $"services.{services.Storefront.Name}.settings: the Storefront does not start. Set {Authority} to the issuer of your customers' tokens "
                + $"and Authentication__Schemes__Bearer__ValidAudiences__0 to their audience. Or set {AllowAnonymous} to true; then everyone can read and return orders whose number they know.";
        foreach (var problem in settings.Services.SelectMany(service => ServiceProblems(service.Key, service.Value, settings, services)))
            yield return problem;
    }

    private static bool HasCallers(ServiceSettings? storefront) => storefront is not null
        && (storefront.Settings.ContainsKey(Authority) || string.Equals(storefront.Settings.GetValueOrDefault(AllowAnonymous), "true", StringComparison.OrdinalIgnoreCase));

    private static bool IsIPv4Range(string range) =>
        IPNetwork.TryParse(range, out var network) && network.BaseAddress.AddressFamily == AddressFamily.InterNetwork;

    private static IEnumerable<string> DatabaseProblems(DatabaseSettings database)
    {
        if (!InstanceClass().IsMatch(database.InstanceClass))
            yield return $"database.instanceClass: '{database.InstanceClass}' is not an instance class such as db.t4g.micro.";

        // Storage can grow to four times this size, and the limit of RDS is 65,536.
        if (database.StorageGiB is < 20 or > 16_384)
            yield return $"database.storageGiB: {database.StorageGiB} is not between 20 and 16384.";
        if (database.BackupDays is < 1 or > 35)
            yield return $"database.backupDays: {database.BackupDays} is not between 1 and 35.";
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

    private static IEnumerable<string> ServiceProblems(
        string name, ServiceSettings service, EnvironmentSettings settings, ServiceFolders services)
    {
        var key = $"services.{name}";
        var known = services.Workers.Append(services.Storefront).ToList();
        if (known.Find(folder => folder.Name == name) is not { } folder)
        {
            yield return $"{key}: the service does not exist. The services are {string.Join(", ", known.Select(other => other.Name))}.";
            yield break;
        }

        // The JSON reader accepts null as a value of a dictionary.
        if (service is null)
        {
            yield return $"{key}: it is null. Fill it in, or remove it to take the defaults.";
            yield break;
        }

        foreach (var problem in SizeProblems(key, service, folder))
            yield return problem;
        foreach (var (variable, value) in service.Settings)
        {
            if (string.IsNullOrEmpty(value))
                yield return $"{key}.settings.{variable}: it is empty. Fill it in, or remove it to take the program's default.";
            if (Secretive.Any(word => variable.Contains(word, StringComparison.OrdinalIgnoreCase)))
                yield return $"{key}.settings.{variable}: it looks like a secret. Store it in Secrets Manager and name it in {key}.secrets.";
        }

        foreach (var (variable, secret) in service.Secrets)
        {
            if (!SecretName().IsMatch(secret ?? ""))
                yield return $"{key}.secrets.{variable}: '{secret}' is not the name of a secret, or NAME:FIELD.";
        }

        foreach (var variable in service.Settings.Keys.Concat(service.Secrets.Keys))
        {
            if (!Variable().IsMatch(variable) || Reserved.Any(start => variable.StartsWith(start, StringComparison.Ordinal)))
                yield return $"{key}: '{variable}' is not a variable that you can set here.";
        }

        if (service.EgressPorts.Any(port => port is < 1 or > 65535))
            yield return $"{key}.egressPorts: a port is not between 1 and 65535.";
        if (service.StandIn is { } standIn && (settings.Production || standIn != services.Gateway.Project))
            yield return $"{key}.standIn: only {services.Gateway.Project} is supported, and it is not allowed in production.";
    }

    private static IEnumerable<string> SizeProblems(string key, ServiceSettings service, ServiceFolder folder)
    {
        // Amazon ECS Developer Guide, "Task CPU and memory".
        var isSize = service.Cpu is 256 or 512 or 1024 or 2048 or 4096
            && service.Memory >= 2 * service.Cpu
            && service.Memory <= Math.Min(8 * service.Cpu, 30 * 1024)
            && (service.Memory % 1024 == 0 || service is { Cpu: 256, Memory: 512 });
        if (!isSize)
            yield return $"{key}: Fargate does not support cpu {service.Cpu} with memory {service.Memory}.";

        var least = service.MinTasks ?? folder.Subscription?.Scaling.MinTasks ?? 1;
        var most = service.MaxTasks ?? folder.Subscription?.Scaling.MaxTasks ?? Math.Max(least, 1);
        if (least < 0 || most < 1 || least > most)
            yield return $"{key}: minTasks {least} and maxTasks {most} are not a valid range.";
    }

    [GeneratedRegex("^[a-z][a-z0-9]{1,11}$", RegexOptions.None, 1000)]
    private static partial Regex EnvironmentName();

    [GeneratedRegex("^db\\.[a-z0-9]+\\.[a-z0-9]+$", RegexOptions.None, 1000)]
    private static partial Regex InstanceClass();

    [GeneratedRegex("^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+$", RegexOptions.None, 1000)]
    private static partial Regex CertificateArn();

    [GeneratedRegex("^[A-Za-z0-9/_+=.@-]+(:[A-Za-z0-9_-]+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$", RegexOptions.None, 1000)]
    private static partial Regex Variable();
}
