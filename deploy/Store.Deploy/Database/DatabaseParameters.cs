using Amazon.CDK.AWS.SSM;
using Constructs;
using Store.Deploy.Environments;

namespace Store.Deploy.Database;

/// <summary>The SSM parameters with which <see cref="DatabaseStack"/> describes its server to the other stacks. None is secret.</summary>
internal static class DatabaseParameters
{
    /// <summary>Host name of the server.</summary>
    public const string Endpoint = "endpoint";

    /// <summary>Id of the server's security group.</summary>
    public const string SecurityGroup = "security-group";

    /// <summary>ARN of the administrator's secret. RDS creates another secret with each server.</summary>
    public const string Administrator = "administrator";

    /// <summary>Name of a parameter, e.g. <c>/workers/prod/database/endpoint</c>.</summary>
    public static string Name(ResourceNames names, string value) => $"/workers/{names.Environment}/database/{value}";

    /// <summary>Writes the parameters.</summary>
    public static void Write(Construct scope, ResourceNames names, params IEnumerable<(string Name, string Value)> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            _ = new CfnParameter(scope, "Parameter-" + name, new CfnParameterProps
            {
                Name = Name(names, name),
                Type = "String",
                Value = value,
                Description = "Read by the stacks of the services",
            });
        }
    }
}
