using Amazon.CDK.AWS.ECS;
using Constructs;
using Workers.Deploy.Environments;
using EcsSecret = Amazon.CDK.AWS.ECS.Secret;
using Secret = Amazon.CDK.AWS.SecretsManager.Secret;

namespace Workers.Deploy.Database;

/// <summary>
/// A service's own database: its name is the service's, and so is that of the user who owns it. <see cref="SetupStack"/> makes both.
/// </summary>
internal sealed class ServiceDatabase : Construct
{
    private readonly DatabaseStack _server;
    private readonly string _name;
    private readonly int _connections;
    private readonly EcsSecret _password;

    public ServiceDatabase(Construct scope, ResourceNames names, ServiceFolder service, DatabaseStack server, int connections)
        : base(scope, "Database")
    {
        (_server, _name, _connections) = (server, service.Name, connections);

        // By name, as a reference to the setup's stack would stand in the way when a worker is removed.
        _password = EcsSecret.FromSecretsManager(Secret.FromSecretNameV2(this, "User", names.DatabaseSecret(service)), "password");
    }

    /// <summary>
    /// What the program connects with; the password comes beside it in <c>PGPASSWORD</c>, which Npgsql reads where there is none here.
    /// </summary>
    public string ConnectionString =>
        $"Host={_server.Server.AttrEndpointAddress};Port={DatabaseStack.Port};Database={_name};Username={_name};"
        + $"{(Authorities is null ? "SSL Mode=Require" : ServerAuthorities.Settings)};Maximum Pool Size={_connections}";

    /// <summary>Who vouches for the server; null when nobody asks.</summary>
    public ServerAuthorities? Authorities => _server.Authorities;

    public IDictionary<string, EcsSecret> ProgramSecrets => new Dictionary<string, EcsSecret> { ["PGPASSWORD"] = _password };
}
