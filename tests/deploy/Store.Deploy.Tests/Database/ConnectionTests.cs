using System.Text.Json.Nodes;
using Npgsql;
using Store.Deploy.Database;
using Store.Deploy.Environments;
using Store.Deploy.Environments.Rules;
using Store.Deploy.Tests.Synthesis;
using Workers.Hosting.Subscriptions;

namespace Store.Deploy.Tests.Database;

/// <summary>The services open no more connections than the database server allows.</summary>
public sealed class ConnectionTests(Synthesized synthesized)
{
    public static TheoryData<string> Services => Names.All;

    [Fact]
    public void All_tasks_of_all_templates_twice_fit_into_their_server() => Assert.All(
        new[] { synthesized.Dev, synthesized.Prod, synthesized.Extended },
        stacks =>
        {
            var allowed = InstanceClass.MaxConnections(Assert.Single(stacks.Of("AWS::RDS::DBInstance")).Text("DBInstanceClass")!);
            var opened = stacks.Services.WithDatabase.Sum(service => Maximum(stacks, service.Name) * Pool(stacks, service.Name));

            Assert.InRange(2 * opened, 1, allowed!.Value - ConnectionRules.Reserved);
        });

    /// <summary>With 20 tasks each and 24 connections, as it once was.</summary>
    [Fact]
    public void Services_that_exhaust_the_server_are_refused_with_the_numbers_and_the_remedies() => Assert.Equal(
        "database.instanceClass: at their maxTasks, and twice during a deployment, the services open 6784 connections; db.m7g.large allows 843, "
            + "of which 10 are reserved. Choose a larger class, or lower maxTasks or connections (tasks × connections: "
            + "analytics 20 × 24, email 20 × 24, loyalty 20 × 24, payment 20 × 24, profile 20 × 24, stock 20 × 24, warehouse 20 × 24, storefront 4 × 8).",
        Problem("""{ "defaults": { "maxTasks": 20, "connections": 24 }, "services": { "storefront": { "maxTasks": 4, "connections": 8 } } }""", "db.m7g.large"));

    [Fact]
    public void A_service_counts_with_its_own_settings()
    {
        const string Text = """{ "defaults": { "maxTasks": 2, "connections": 4 }, "services": { "storefront": { "connections": 8 }, "email": { "maxTasks": NUMBER } } }""";

        Assert.Null(Problem(Text.Replace("NUMBER", "7", StringComparison.Ordinal), "db.t4g.small"));
        Assert.Contains("email 8 × 4", Problem(Text.Replace("NUMBER", "8", StringComparison.Ordinal), "db.t4g.small"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_whose_memory_is_not_known_needs_the_number()
    {
        const string Few = """{ "defaults": { "maxTasks": 1, "connections": 4 }, "database": { "maxConnections": NUMBER } }""";

        Assert.Equal(
            "database.maxConnections: missing; the memory of db.z9.large is not known here. Set it to what SHOW max_connections prints on such a server.",
            Problem(Few.Replace("NUMBER", "null", StringComparison.Ordinal), "db.z9.large"));
        Assert.Null(Problem(Few.Replace("NUMBER", "100", StringComparison.Ordinal), "db.z9.large"));
        Assert.Contains("db.z9.large allows 70, of which", Problem(Few.Replace("NUMBER", "70", StringComparison.Ordinal), "db.z9.large"), StringComparison.Ordinal);
        Assert.Equal("database.maxConnections: 19 is less than 20.", Problem(Few.Replace("NUMBER", "19", StringComparison.Ordinal), "db.z9.large"));
    }

    [Fact]
    public void A_pool_too_small_for_the_program_is_refused() => Assert.Equal(
        "services.email.connections: 3 is not between 4 and 1000.",
        Problem("""{ "services": { "email": { "connections": 3 } } }""", "db.t4g.small", problem => problem.StartsWith("services.email.c", StringComparison.Ordinal)));

    /// <summary>With the values of users for 1 to 32 GiB, which are less than the memory by 9,531,392 bytes.</summary>
    [Theory]
    [InlineData("db.t4g.micro", 86)]
    [InlineData("db.t3.small", 194)]
    [InlineData("db.t4g.medium", 410)]
    [InlineData("db.m6i.large", 843)]
    [InlineData("db.r7g.large", 1708)]
    [InlineData("db.m7g.2xlarge", 3438)]
    [InlineData("db.r8g.16xlarge", 5000)]
    [InlineData("db.m5.micro", null)]
    [InlineData("db.x2g.large", null)]
    public void A_server_allows_what_fits_into_the_memory_of_its_class(string instanceClass, int? expected) =>
        Assert.Equal(expected, InstanceClass.MaxConnections(instanceClass));

    [Fact]
    public void A_task_has_a_connection_for_each_message_in_flight_and_some_for_the_host()
    {
        var services = ServiceFolders.Find(Path.Combine(DeployApp.FindRoot(), "services", "store"));
        var payment = services.Workers.Single(worker => worker.Name == "payment");

        Assert.Equal(new ServiceCapacity(1, 20, payment.Subscription!.Concurrency + 4, 0.9m), ServiceCapacity.Of(Read("{}", "db.t4g.small"), payment));
        Assert.Equal(new ServiceCapacity(1, 4, 16, 0.9m), ServiceCapacity.Of(Read("{}", "db.t4g.small"), services.Storefront));
        Assert.Equal(
            new ServiceCapacity(0, 3, 5, 0.5m),
            ServiceCapacity.Of(
                Read("""{ "defaults": { "minTasks": 0, "maxTasks": 2, "connections": 5, "spot": 0.5 }, "services": { "payment": { "maxTasks": 3 } } }""", "db.t4g.small"), payment));
    }

    private static int Maximum(Stacks stacks, string service) =>
        int.Parse(stacks.One(service, "AWS::ApplicationAutoScaling::ScalableTarget").Text("MaxCapacity")!);

    private static int Pool(Stacks stacks, string service)
    {
        var program = stacks.One(service, "AWS::ECS::TaskDefinition").List("ContainerDefinitions").Single(container => container["Name"]!.ToString() == service);
        var variable = program["Environment"]!.AsArray().Single(variable => variable!["Name"]!.ToString() == "ConnectionStrings__Store")!;
        return new NpgsqlConnectionStringBuilder(variable["Value"]!.ToString()).MaxPoolSize;
    }

    /// <summary>The one sentence about a change of the environment dev; null if it is right.</summary>
    private static string? Problem(string change, string instanceClass, Func<string, bool>? about = null) => ConnectionRules.Check(
        Read(change, instanceClass), ServiceFolders.Find(Path.Combine(DeployApp.FindRoot(), "services", "store"))).SingleOrDefault(about ?? (_ => true));

    private static EnvironmentSettings Read(string change, string instanceClass)
    {
        var settings = JsonNode.Parse(File.ReadAllText(Path.Combine(DeployApp.FindRoot(), "deploy", "environments", "dev.json")))!.AsObject();
        foreach (var key in new[] { "defaults", "services" })
            settings.Remove(key);
        var changes = JsonNode.Parse(change)!.AsObject();
        foreach (var key in new[] { "defaults", "services" })
        {
            if (changes[key] is { } value)
                settings[key] = value.DeepClone();
        }

        settings["database"]!["instanceClass"] = instanceClass;
        settings["database"]!["maxConnections"] = changes["database"]?["maxConnections"]?.DeepClone();
        return StrictJson.Read<EnvironmentSettings>(settings.ToJsonString());
    }
}
