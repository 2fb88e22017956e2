using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.SecretsManager;
using Constructs;
using EcsSecret = Amazon.CDK.AWS.ECS.Secret;

namespace Store.Deploy.Database;

/// <summary>The container that creates databases and users: it runs setup.sql with psql, for one service after another.</summary>
internal static class SetupContainer
{
    /// <summary>
    /// Runs setup.sql for the service <c>$1</c> with the password <c>$2</c>. The password is not in the arguments of any process: psql reads
    /// it twice from standard input, because there is no terminal.
    /// </summary>
    public const string Function = """
        setup() {
          printf '%s\n%s\n' "$2" "$2" | psql --no-psqlrc --quiet --output=/dev/null --set=ON_ERROR_STOP=1 --set=name="$1" --set=environment="$ENVIRONMENT" --file=/dev/fd/3 3<<END
        $SETUP
        END
        }

        """;

    /// <summary>setup.sql, which creates one database and its user.</summary>
    public static string Script
    {
        get
        {
            using var text = new StreamReader(typeof(SetupContainer).Assembly.GetManifestResourceStream("setup.sql")!);
            return text.ReadToEnd();
        }
    }

    /// <param name="scope">The scope of its resources.</param>
    /// <param name="environment">The environment, which its users are marked with.</param>
    /// <param name="psql">The image of psql.</param>
    /// <param name="server">The database server.</param>
    /// <param name="users">The services, and the secrets of their users.</param>
    public static ContainerDefinitionOptions Create(
        Construct scope, string environment, ContainerImage psql, DatabaseServer server, IReadOnlyList<(ServiceFolder Service, ISecret Secret)> users)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PGHOST"] = server.Endpoint(scope),
            ["PGPORT"] = $"{server.Port}",
            ["PGDATABASE"] = "postgres",
            ["ENVIRONMENT"] = environment,
            ["PGSSLMODE"] = "require",
            ["SETUP"] = Script,
        };
        foreach (var (name, value) in server.Authorities?.Variables ?? new Dictionary<string, string>(StringComparer.Ordinal))
            variables[name] = value;

        var administrator = server.Administrator(scope);
        var secrets = new Dictionary<string, EcsSecret>(StringComparer.Ordinal)
        {
            ["PGUSER"] = EcsSecret.FromSecretsManager(administrator, "username"),
            ["PGPASSWORD"] = EcsSecret.FromSecretsManager(administrator, "password"),
        };
        foreach (var (service, secret) in users)
            secrets[PasswordOf(service)] = EcsSecret.FromSecretsManager(secret, "password");

        var commands = users.Select(user => $"""setup {user.Service.Name} "${PasswordOf(user.Service)}" """.TrimEnd());
        return new ContainerDefinitionOptions
        {
            Image = psql,
            User = ServerAuthorities.PsqlUser,
            EntryPoint = ["sh", "-c"],
            Command =
            [
                Function + string.Join(" && ", server.Authorities is null ? commands : commands.Prepend(ServerAuthorities.Write)),
            ],
            Environment = variables,
            Secrets = secrets,
        };
    }

    private static string PasswordOf(ServiceFolder service) => $"PASSWORD_{service.Name.Replace('-', '_').ToUpperInvariant()}";
}
