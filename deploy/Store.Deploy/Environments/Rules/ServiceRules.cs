using System.Text.RegularExpressions;

namespace Store.Deploy.Environments.Rules;

/// <summary>Rules for the settings of services.</summary>
internal static partial class ServiceRules
{
    /// <summary>Variables that the app sets itself.</summary>
    private static readonly string[] Reserved =
        ["ASPNETCORE_", "AWS_", "Bus", "ConnectionStrings__", "DOTNET_", "DataDirectory", "OTEL_", "PG", "QueuePrefix"];

    /// <summary>Variables that tune the garbage collector, the compiler and the thread pool of .NET.</summary>
    private static readonly string[] Tuning = ["DOTNET_GC", "DOTNET_gc", "DOTNET_Tiered", "DOTNET_ThreadPool"];

    private const string Authority = "Authentication__Schemes__Bearer__Authority";
    private const string AllowAnonymous = "Storefront__AllowAnonymous";

    private static readonly string[] Secretive = ["password", "secret", "token", "apikey", "credential"];

    public static IEnumerable<string> Check(EnvironmentSettings settings, ServiceFolders services)
    {
        if (!HasCallers(settings.Services.GetValueOrDefault(services.Storefront.Name)))
            yield return $"services.{services.Storefront.Name}.settings: the Storefront does not start. Set {Authority} to the issuer of your customers' tokens "
                + $"and Authentication__Schemes__Bearer__ValidAudiences__0 to their audience. Or set {AllowAnonymous} to true; then everyone can read and return orders whose number they know.";
        foreach (var service in services.WithDatabase)
        {
            var (minTasks, maxTasks, _, spot) = ServiceCapacity.Of(settings, service);
            if (spot is < 0 or > 1 || spot * 10 % 1 != 0)
                yield return $"services.{service.Name}.spot: {spot} is not a share from 0 to 1 in tenths, such as 0.9.";
            if (minTasks < 0 || maxTasks < 1 || minTasks > maxTasks)
                yield return $"services.{service.Name}: minTasks {minTasks} and maxTasks {maxTasks} are not a valid range.";
        }

        foreach (var problem in settings.Services.SelectMany(service => ServiceProblems(service.Key, service.Value, settings, services)))
            yield return problem;
    }

    private static bool HasCallers(ServiceSettings? storefront) => storefront is not null
        && (storefront.Settings.ContainsKey(Authority) || string.Equals(storefront.Settings.GetValueOrDefault(AllowAnonymous), "true", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> ServiceProblems(
        string name, ServiceSettings service, EnvironmentSettings settings, ServiceFolders services)
    {
        var key = $"services.{name}";
        var known = services.Workers.Append(services.Storefront).ToList();
        if (!known.Exists(folder => folder.Name == name))
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

        // Amazon ECS Developer Guide, "Task CPU and memory".
        var isSize = service.Cpu is 256 or 512 or 1024 or 2048 or 4096
            && service.Memory >= 2 * service.Cpu
            && service.Memory <= Math.Min(8 * service.Cpu, 30 * 1024)
            && (service.Memory % 1024 == 0 || service is { Cpu: 256, Memory: 512 });
        if (!isSize)
            yield return $"{key}: Fargate does not support cpu {service.Cpu} with memory {service.Memory}.";
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
            if (!Variable().IsMatch(variable) || (StartsWith(variable, Reserved) && !StartsWith(variable, Tuning)))
                yield return $"{key}: '{variable}' is not a variable that you can set here.";
        }

        if (service.EgressPorts.Any(port => port is < 1 or > 65535))
            yield return $"{key}.egressPorts: a port is not between 1 and 65535.";
        if (service.Simulator is { } simulator && (settings.Production || simulator != services.Gateway.Project))
            yield return $"{key}.simulator: only {services.Gateway.Project} is supported, and it is not allowed in production.";
    }

    private static bool StartsWith(string variable, string[] prefixes) =>
        prefixes.Any(prefix => variable.StartsWith(prefix, StringComparison.Ordinal));

    [GeneratedRegex("^[A-Za-z0-9/_+=.@-]+(:[A-Za-z0-9_-]+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$", RegexOptions.None, 1000)]
    private static partial Regex Variable();
}
