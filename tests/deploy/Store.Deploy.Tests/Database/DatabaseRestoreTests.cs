using System.Text.Json.Nodes;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Database;

/// <summary>A restored database server: what changes, and how the other stacks learn of it.</summary>
public sealed class DatabaseRestoreTests(Synthesized synthesized)
{
    [Fact]
    public void A_snapshot_replaces_the_server_by_one_with_another_name()
    {
        Assert.Equal("prod-database", Server(synthesized.Prod).Text("DBInstanceIdentifier"));
        Assert.Null(Server(synthesized.Prod).Text("DBSnapshotIdentifier"));
        Assert.Matches("^prod-database-[0-9a-f]{8}$", Server(synthesized.Restored).Text("DBInstanceIdentifier"));
        Assert.Equal("prod-2026-11-27", Server(synthesized.Restored).Text("DBSnapshotIdentifier"));
    }

    [Fact]
    public void A_restored_server_has_the_administrator_and_the_encryption_of_its_snapshot_and_a_new_managed_password()
    {
        var server = Server(synthesized.Restored);

        Assert.Null(server.Text("MasterUsername"));
        Assert.Null(server.Text("StorageEncrypted"));
        Assert.Equal("true", server.Text("ManageMasterUserPassword"));
    }

    [Fact]
    public void The_templates_of_all_other_stacks_are_the_same_before_and_after() => Assert.Equal(
        ["prod-database.template.json"],
        from file in synthesized.Prod.Files
        let name = Path.GetFileName(file)
        where File.ReadAllText(file) != File.ReadAllText(synthesized.Restored.Files.Single(other => Path.GetFileName(other) == name))
        select name);

    [Fact]
    public void The_database_stack_exports_nothing() => Assert.All(
        new[] { synthesized.Dev, synthesized.Prod, synthesized.Restored },
        stacks => Assert.Null(Template(stacks, "database")["Outputs"]));

    [Fact]
    public void The_other_stacks_read_the_server_from_parameters_that_the_database_stack_writes()
    {
        var written = synthesized.Prod.In("database", "AWS::SSM::Parameter").ToDictionary(
            parameter => parameter.Text("Name")!, parameter => parameter.Text("Value")!, StringComparer.Ordinal);

        Assert.Equal("prod-database.Server.Endpoint.Address", written["/workers/prod/database/endpoint"]);
        Assert.Equal("prod-database.Server.MasterUserSecret.SecretArn", written["/workers/prod/database/administrator"]);
        Assert.StartsWith("prod-database.Access", written["/workers/prod/database/security-group"], StringComparison.Ordinal);
        Assert.Equal(written.Keys.Order(StringComparer.Ordinal), Read("setup"));
        Assert.All(
            synthesized.Prod.Services.WithDatabase,
            service => Assert.Equal(["/workers/prod/database/endpoint", "/workers/prod/database/security-group"], Read(service.Name)));
    }

    [Fact]
    public void The_parameters_are_written_before_they_are_read()
    {
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(synthesized.Prod.Files[0])!, "manifest.json")))!;

        Assert.Contains("prod-database", Dependencies(manifest, "prod-setup"));
        Assert.All(
            synthesized.Prod.Services.WithDatabase, service => Assert.Contains("prod-setup", Dependencies(manifest, "prod-" + service.Name)));
    }

    [Fact]
    public void An_existing_server_is_used_and_none_is_created()
    {
        var stacks = synthesized.Existing;
        var variables = stacks.One("setup", "AWS::ECS::TaskDefinition").List("ContainerDefinitions")[0]["Environment"]!.AsArray()
            .ToDictionary(variable => variable!["Name"]!.ToString(), variable => variable!["Value"]!.ToString());

        Assert.Empty(stacks.Of("AWS::RDS::DBInstance"));
        Assert.Equal(("postgres.example.com", "5433"), (variables["PGHOST"], variables["PGPORT"]));
        Assert.Contains(
            "arn:aws:secretsmanager:REGION:111122223333:secret:postgres-AbCdEf:password::",
            stacks.One("setup", "AWS::ECS::TaskDefinition").Properties.ToJsonString(),
            StringComparison.Ordinal);
        Assert.All(stacks.Services.WithDatabase, service =>
        {
            var rule = Assert.Single(stacks.In(service.Name, "AWS::EC2::SecurityGroupIngress"), rule => rule.Id == "IntoDatabase");
            Assert.Equal(("sg-0123456789abcdef0", "5433"), (rule.Text("GroupId"), rule.Text("FromPort")));
            Assert.Contains(
                "Host=postgres.example.com;Port=5433;",
                stacks.One(service.Name, "AWS::ECS::TaskDefinition").Properties.ToJsonString(),
                StringComparison.Ordinal);
        });
    }

    private static Resource Server(Stacks stacks) => Assert.Single(stacks.Of("AWS::RDS::DBInstance"));

    private IEnumerable<string> Read(string stack) =>
        from parameter in Template(synthesized.Prod, stack)["Parameters"]!.AsObject()
        where parameter.Value!["Type"]!.ToString() == "AWS::SSM::Parameter::Value<String>"
        let name = parameter.Value["Default"]!.ToString()
        where name.StartsWith("/workers/", StringComparison.Ordinal)
        orderby name
        select name;

    private static IEnumerable<string> Dependencies(JsonNode manifest, string stack) =>
        manifest["artifacts"]![stack]!["dependencies"]!.AsArray().Select(name => name!.ToString());

    private static JsonNode Template(Stacks stacks, string stack) => JsonNode.Parse(File.ReadAllText(
        stacks.Files.Single(file => Path.GetFileName(file) == $"{stacks.Environment}-{stack}.template.json")))!;
}
