using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.SecretsManager;
using Constructs;
using Store.Deploy.Database;
using Store.Deploy.Telemetry;
using Workers.Deploy;
using EcsSecret = Amazon.CDK.AWS.ECS.Secret;
using Secret = Amazon.CDK.AWS.SecretsManager.Secret;

namespace Store.Deploy.Services;

/// <summary>The containers that run the program of a service.</summary>
internal sealed class ServiceProgram(
    Construct scope, Deployment deployment, ServiceFolder service, ServiceDatabase database, ContainerImage image)
{
    private readonly Dictionary<string, ISecret> _secrets = new(StringComparer.Ordinal);

    /// <summary>The program itself.</summary>
    public ContainerDefinitionOptions Main()
    {
        var settings = deployment.Settings.Of(service);
        var host = new Dictionary<string, string>(HostContainer.Environment(deployment.Names.Bus, deployment.Names.Prefix), StringComparer.Ordinal)
        {
            ["ConnectionStrings__Store"] = database.ConnectionString,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:4317",

            // The log driver already sends standard output to CloudWatch.
            ["OTEL_LOGS_EXPORTER"] = "none",
        };

        // In the order of their names: another order would be another task definition.
        var variables = new Dictionary<string, string>(settings.Settings, StringComparer.Ordinal);
        foreach (var (name, value) in host.OrderBy(variable => variable.Key, StringComparer.Ordinal))
            variables[name] = value;

        foreach (var (name, value) in ProgramTelemetry.Variables(deployment.Settings.Telemetry))
            variables.TryAdd(name, value);

        // Only the load balancer can reach the Storefront. Its health check uses the task's address as host, and it forwards the host of the
        // request. The caller's address is the one that the load balancer adds to X-Forwarded-For.
        if (service.Name == deployment.Services.Storefront.Name)
        {
            variables.TryAdd("AllowedHosts", "*");
            variables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";
        }

        var secrets = database.ProgramSecrets;
        foreach (var (variable, secret) in settings.Secrets)
            secrets[variable] = Find(secret);

        return new ContainerDefinitionOptions
        {
            Image = image,
            User = HostContainer.User,
            MemoryLimitMiB = TaskMemory.OfProgram(settings),
            Environment = variables,
            Secrets = secrets,
            HealthCheck = HostContainer.HealthCheck,
            StopTimeout = HostContainer.StopTimeout,
            PortMappings = [new PortMapping { ContainerPort = HostContainer.Port }],
        };
    }

    /// <summary>The program with <c>--migrate</c>, which migrates the database and exits.</summary>
    /// <param name="memory">Its memory in MiB.</param>
    public ContainerDefinitionOptions Migration(int memory)
    {
        var options = Main();
        options.MemoryLimitMiB = memory;
        options.Command = ["--migrate"];
        options.HealthCheck = null;
        options.PortMappings = null;
        options.Environment!["OTEL_SDK_DISABLED"] = "true";
        return options;
    }

    /// <param name="secret"><c>NAME</c> or <c>NAME:FIELD</c>.</param>
    private EcsSecret Find(string secret)
    {
        var parts = secret.Split(':');
        if (!_secrets.TryGetValue(parts[0], out var found))
            _secrets[parts[0]] = found = Secret.FromSecretNameV2(scope, parts[0], parts[0]);
        return EcsSecret.FromSecretsManager(found, parts.ElementAtOrDefault(1));
    }
}
