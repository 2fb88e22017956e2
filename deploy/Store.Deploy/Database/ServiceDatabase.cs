using Amazon.CDK.AWS.ECS;
using Constructs;
using Store.Deploy.Environments;
using EcsSecret = Amazon.CDK.AWS.ECS.Secret;
using Secret = Amazon.CDK.AWS.SecretsManager.Secret;

namespace Store.Deploy.Database;

/// <summary>
/// The database of a service. Database and owner have the name of the service; <see cref="SetupStack"/> creates both.
/// </summary>
internal sealed class ServiceDatabase : Construct
{
    private readonly DatabaseServer _server;
    private readonly string _name;
    private readonly int _connections;
    private readonly EcsSecret _password;

    public ServiceDatabase(Construct scope, ResourceNames names, ServiceFolder service, DatabaseServer server, int connections)
        : base(scope, "Database")
    {
        (_server, _name, _connections) = (server, service.Name, connections);

        // By name, because a reference to the setup stack would prevent the removal of a worker.
        _password = EcsSecret.FromSecretsManager(Secret.FromSecretNameV2(this, "User", names.DatabaseSecret(service)), "password");
    }

    /// <summary>
    /// The program's connection string. It has no password, so Npgsql reads it from <c>PGPASSWORD</c>.
    /// </summary>
    public string ConnectionString =>
        $"Host={_server.Endpoint(this)};Port={_server.Port};Database={_name};Username={_name};"
        + $"{(Authorities is null ? "SSL Mode=Require" : ServerAuthorities.Settings)};Maximum Pool Size={_connections}";

    /// <summary>The CA certificates of the server; null if it is not verified.</summary>
    public ServerAuthorities? Authorities => _server.Authorities;

    public IDictionary<string, EcsSecret> ProgramSecrets => new Dictionary<string, EcsSecret> { ["PGPASSWORD"] = _password };
}
