using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Database;

/// <summary>Wrong settings of the database server.</summary>
public sealed class DatabaseRulesTests
{
    private const string Secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:postgres-AbCdEf";

    [Theory]
    [InlineData("vaultDays", "6", "database.vaultDays: 6 is neither 0 (no vault) nor between 7 and 3650.")]
    [InlineData("version", "\"17.6\"", "database.version: '17.6' is not a major version of PostgreSQL between 14 and 18.")]
    [InlineData("snapshot", "\"\"", "database.snapshot: '' is neither the identifier nor the ARN of a snapshot.")]
    [InlineData("monitoringSeconds", "2", "database.monitoringSeconds: 2 is not one of 0 (none), 1, 5, 10, 15, 30, 60.")]
    public void A_wrong_value_is_reported_with_its_key(string key, string value, string expected) =>
        Assert.Contains(expected, Wrong.Environment("dev", settings => settings["database"]![key] = Wrong.Json(value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("endpoint", "\"https://postgres\"", "database.existing.endpoint: 'https://postgres' is not a host name")]
    [InlineData("port", "0", "database.existing.port: 0 is not between 1 and 65535.")]
    [InlineData("securityGroup", "\"database\"", "database.existing.securityGroup: 'database' is not the id of a security group")]
    [InlineData("administrator", "\"postgres\"", "database.existing.administrator: 'postgres' is not the complete ARN of a secret.")]
    public void A_wrong_value_of_an_existing_server_is_reported_with_its_key(string key, string value, string expected) =>
        Assert.Contains(expected, Existing(existing => existing[key] = Wrong.Json(value)), StringComparison.Ordinal);

    [Fact]
    public void An_existing_server_is_not_restored() => Assert.Contains(
        "database.snapshot: an existing server is not restored.",
        Wrong.Environment("dev", settings =>
        {
            settings["database"]!["snapshot"] = "before";
            settings["database"]!["existing"] = Wrong.Json(
                $$"""{ "endpoint": "postgres.example.com", "securityGroup": "sg-0123456789abcdef0", "administrator": "{{Secret}}" }""");
        }),
        StringComparison.Ordinal);

    private static string Existing(Action<System.Text.Json.Nodes.JsonNode> change) => Wrong.Environment("dev", settings =>
    {
        settings["database"]!["existing"] = Wrong.Json(
            $$"""{ "endpoint": "postgres.example.com", "securityGroup": "sg-0123456789abcdef0", "administrator": "{{Secret}}" }""");
        change(settings["database"]!["existing"]!);
    });
}
