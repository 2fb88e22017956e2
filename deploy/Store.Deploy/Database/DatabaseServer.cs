using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.SecretsManager;
using Amazon.CDK.AWS.SSM;
using Constructs;
using Store.Deploy.Environments;
using Secret = Amazon.CDK.AWS.SecretsManager.Secret;

namespace Store.Deploy.Database;

/// <summary>
/// The database server as other stacks see it. They read its values from SSM parameters, which <see cref="DatabaseStack"/> writes: as
/// CloudFormation exports, the values could not change while a stack imports them, so the server could never be replaced by a restored
/// one. CloudFormation reads a parameter whenever it creates or updates a stack, and the CDK CLI never skips a stack that has one.
/// The values of an existing server come from the settings.
/// </summary>
internal sealed class DatabaseServer(ResourceNames names, EnvironmentSettings settings)
{
    private readonly ExistingDatabase? _existing = settings.Database.Existing;

    /// <summary>TCP port.</summary>
    public int Port => _existing?.Port ?? DatabaseStack.Port;

    /// <summary>The CA certificates of the server; null if it is not verified.</summary>
    public ServerAuthorities? Authorities { get; } = settings.DatabaseAuthorities is { } pem ? new ServerAuthorities(pem) : null;

    /// <summary>Host name.</summary>
    public string Endpoint(Construct scope) => _existing?.Endpoint ?? Parameter(scope, DatabaseParameters.Endpoint);

    /// <summary>The security group that services add their ingress rules to.</summary>
    public string SecurityGroupId(Construct scope) => _existing?.SecurityGroup ?? Parameter(scope, DatabaseParameters.SecurityGroup);

    /// <summary>Secret of the administrator, with <c>username</c> and <c>password</c>.</summary>
    public ISecret Administrator(Construct scope) => Secret.FromSecretCompleteArn(
        scope, "Administrator", _existing?.Administrator ?? Parameter(scope, DatabaseParameters.Administrator));

    private string Parameter(Construct scope, string value) =>
        StringParameter.ValueForStringParameter(scope, DatabaseParameters.Name(names, value));
}
