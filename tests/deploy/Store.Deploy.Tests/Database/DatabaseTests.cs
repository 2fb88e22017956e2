using System.Text.Json.Nodes;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Database;

/// <summary>The database server, and each service's part of it.</summary>
public sealed class DatabaseTests(Synthesized synthesized)
{
    public static TheoryData<string> Services => Names.All;

    [Fact]
    public void The_server_is_encrypted_at_rest_and_on_the_way()
    {
        var server = Assert.Single(synthesized.Dev.Of("AWS::RDS::DBInstance"));
        var parameters = Assert.Single(synthesized.Dev.Of("AWS::RDS::DBParameterGroup"));

        Assert.Equal("true", server.Text("StorageEncrypted"));
        Assert.Equal("1", parameters.Properties["Parameters"]!["rds.force_ssl"]!.ToString());
        Assert.Equal(parameters.Name, server.Text("DBParameterGroupName"));
    }

    [Fact]
    public void Nobody_knows_the_administrators_password()
    {
        var server = Assert.Single(synthesized.Dev.Of("AWS::RDS::DBInstance"));

        Assert.Equal("true", server.Text("ManageMasterUserPassword"));
        Assert.Null(server.Text("MasterUserPassword"));
    }

    [Fact]
    public void Production_survives_the_loss_of_a_zone_and_a_slip_of_the_hand()
    {
        var server = Assert.Single(synthesized.Prod.Of("AWS::RDS::DBInstance"));

        Assert.Equal("true", server.Text("MultiAZ"));
        Assert.Equal("true", server.Text("DeletionProtection"));
        Assert.Equal("14", server.Text("BackupRetentionPeriod"));
        Assert.Equal("Snapshot", server.Raw["DeletionPolicy"]!.ToString());
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_has_a_database_and_a_user_of_its_own(string service)
    {
        var secret = Assert.Single(
            synthesized.Dev.In("setup", "AWS::SecretsManager::Secret"), secret => secret.Text("Name") == $"dev/{service}/database");
        var variables = Program(service)["Environment"]!.AsArray()
            .ToDictionary(variable => variable!["Name"]!.ToString(), variable => variable!["Value"]!.ToString());

        Assert.StartsWith(
            $"Host=dev-database.Server.Endpoint.Address;Port=5432;Database={service};Username={service};SSL Mode=Require;",
            variables["ConnectionStrings__Store"],
            StringComparison.Ordinal);
        Assert.Equal(
            $$"""[{"Name":"PGPASSWORD","ValueFrom":"arn:aws:secretsmanager:REGION:ACCOUNT:secret:{{secret.Text("Name")}}:password::"}]""",
            Program(service)["Secrets"]!.AsArray().ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void In_production_the_program_verifies_the_server_by_what_the_container_before_it_wrote(string service)
    {
        var task = synthesized.Prod.One(service, "AWS::ECS::TaskDefinition");
        var mounts = (
            from container in task.List("ContainerDefinitions")
            from mount in container["MountPoints"]?.AsArray() ?? []
            where mount!["SourceVolume"]!.ToString() == "authorities"
            select $"{container["Name"]} {mount!["ContainerPath"]} {mount["ReadOnly"]}").Order(StringComparer.Ordinal);

        Assert.Equal(
            new[] { "authorities /var/lib/postgresql/data false", $"{service} /authorities true" }
                .Order(StringComparer.Ordinal),
            mounts);
        Assert.Contains(task.List("Volumes"), volume => volume["Name"]!.ToString() == "authorities");
        Assert.Contains(
            ";SSL Mode=VerifyFull;Root Certificate=/authorities/rds.pem;",
            Assert.Single(task.List("ContainerDefinitions"), container => container["Name"]!.ToString() == service)["Environment"]!.AsArray()
                .Single(variable => variable!["Name"]!.ToString() == "ConnectionStrings__Store")!["Value"]!.ToString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_knows_nothing_of_the_administrators_secret(string service) => Assert.DoesNotContain(
        Assert.Single(synthesized.Prod.Files, file => file.EndsWith($"prod-{service}.template.json", StringComparison.Ordinal)),
        synthesized.Prod.Files.Where(file => File.ReadAllText(file) is var text
            && (text.Contains("MasterUserSecret", StringComparison.Ordinal) || text.Contains("/workers/prod/database/administrator", StringComparison.Ordinal))));

    [Theory]
    [MemberData(nameof(Services))]
    public void The_container_that_writes_the_authorities_is_given_no_secret(string service)
    {
        var writer = Assert.Single(
            synthesized.Prod.One(service, "AWS::ECS::TaskDefinition").List("ContainerDefinitions"),
            container => container["Name"]!.ToString() == "authorities");

        Assert.Null(writer["Secrets"]);
        Assert.Equal(
            ["AUTHORITIES", "PGSSLMODE", "PGSSLROOTCERT"],
            writer["Environment"]!.AsArray().Select(variable => variable!["Name"]!.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_lets_itself_into_the_server(string service)
    {
        var rule = Assert.Single(synthesized.Dev.In(service, "AWS::EC2::SecurityGroupIngress"), rule => rule.Id == "IntoDatabase");

        Assert.StartsWith("dev-database.Access", rule.Text("GroupId"), StringComparison.Ordinal);
        Assert.StartsWith($"dev-{service}.Access", rule.Text("SourceSecurityGroupId"), StringComparison.Ordinal);
        Assert.Equal("5432 to 5432", $"{rule.Text("FromPort")} to {rule.Text("ToPort")}");
    }

    private JsonNode Program(string service) => Assert.Single(
        synthesized.Dev.One(service, "AWS::ECS::TaskDefinition").List("ContainerDefinitions"),
        container => container["Name"]!.ToString() == service);
}
