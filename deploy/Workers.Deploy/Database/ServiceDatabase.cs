using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.SecretsManager;
using Constructs;
using Workers.Deploy.Environments;
using EcsSecret = Amazon.CDK.AWS.ECS.Secret;
using Secret = Amazon.CDK.AWS.SecretsManager.Secret;

namespace Workers.Deploy.Database;

/// <summary>A service's own database: its name is the service's, and so is that of the user who owns it.</summary>
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
        var secret = new Secret(this, "User", new SecretProps
        {
            SecretName = names.DatabaseSecret(service),
            Description = $"User {_name} of database {_name}",
            GenerateSecretString = new SecretStringGenerator
            {
                SecretStringTemplate = $$"""{"username":"{{_name}}"}""",
                GenerateStringKey = "password",
                PasswordLength = 40,
                ExcludePunctuation = true,
            },
        });
        _password = EcsSecret.FromSecretsManager(secret, "password");
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

    /// <summary>The container that makes database and user: psql with setup.sql, which ends before the program starts.</summary>
    public ContainerDefinitionOptions Setup(ContainerImage psql)
    {
        var administrator = Secret.FromSecretCompleteArn(this, "Administrator", _server.Server.AttrMasterUserSecretSecretArn);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PGHOST"] = _server.Server.AttrEndpointAddress,
            ["PGPORT"] = $"{DatabaseStack.Port}",
            ["PGDATABASE"] = "postgres",
            ["PGSSLMODE"] = "require",
            ["SERVICE_NAME"] = _name,
            ["SETUP"] = Script,
        };
        if (Authorities is not null)
        {
            foreach (var (name, value) in Authorities.Variables)
                variables[name] = value;
        }

        return new ContainerDefinitionOptions
        {
            Image = psql,
            User = "70",
            Essential = false,
            EntryPoint = ["sh", "-c"],
            Command =
            [
                (Authorities is null ? "" : ServerAuthorities.Write)
                    + "printf '%s' \"$SETUP\" | psql --no-psqlrc --quiet --output=/dev/null --set=ON_ERROR_STOP=1",
            ],
            Environment = variables,
            Secrets = new Dictionary<string, EcsSecret>
            {
                ["PGUSER"] = EcsSecret.FromSecretsManager(administrator, "username"),
                ["PGPASSWORD"] = EcsSecret.FromSecretsManager(administrator, "password"),
                ["SERVICE_PASSWORD"] = _password,
            },
        };
    }

    /// <summary>What makes database and user.</summary>
    public static string Script
    {
        get
        {
            using var text = new StreamReader(typeof(ServiceDatabase).Assembly.GetManifestResourceStream("setup.sql")!);
            return text.ReadToEnd();
        }
    }
}
