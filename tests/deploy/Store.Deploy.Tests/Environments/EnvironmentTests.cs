using System.Text.Json.Nodes;
using Store.Deploy.Environments;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Environments;

/// <summary>Reads the settings of an environment, and reports wrong ones with file and key.</summary>
public sealed class EnvironmentTests(Synthesized synthesized)
{
    [Fact]
    public void Environments_share_no_stack() =>
        Assert.Empty(synthesized.Dev.Names.Intersect(synthesized.Prod.Names, StringComparer.Ordinal));

    [Fact]
    public void Environments_do_not_change_the_image_repositories() => Assert.All(
        new[] { synthesized.Dev, synthesized.Prod, synthesized.Extended }, stacks => Assert.Empty(stacks.Of("AWS::ECR::Repository")));

    [Fact]
    public void Whatever_has_a_name_begins_with_that_of_its_environment()
    {
        var names = from stacks in new[] { synthesized.Dev, synthesized.Prod }
                    from resource in stacks.Resources
                    from property in new[]
                    {
                        "QueueName", "AlarmName", "ServiceName", "ClusterName", "TopicName", "ArchiveName", "PolicyName", "Family",
                    }
                    where resource.Type is not ("AWS::IAM::Policy" or "AWS::EC2::VPCEndpoint" or "AWS::RDS::DBParameterGroup")
                    let name = resource.Text(property)
                    where name is not null && !name.StartsWith(stacks.Environment + "-", StringComparison.Ordinal)
                    select $"{resource}: {name}";

        Assert.Empty(names);
    }

    [Fact]
    public void All_is_tagged_with_its_environment() => Assert.All(
        synthesized.Prod.Resources.Where(resource => resource.Find("Tags") is JsonArray),
        resource => Assert.Contains(
            """{"Key":"environment","Value":"prod"}""", resource.Find("Tags")!.ToJsonString(), StringComparison.Ordinal));

    [Fact]
    public void What_stands_in_the_repository_for_dev_needs_nothing_more()
    {
        using var clone = new Clone();

        Assert.False(Read(clone, "dev").Production);
    }

    [Fact]
    public void What_the_operator_still_has_to_say_for_production_is_reported_by_its_key()
    {
        using var clone = new Clone();

        var message = Assert.Throws<DeployException>(() => Read(clone, "prod")).Message;

        foreach (
            var key in new[]
            {
                "prod.json: certificateArn:", "prod.json: alarms:", "prod.pem: missing; production verifies its database server.", "services.payment.settings.Payment__GatewayUrl:",
                "services.email.settings.Email__Smtp__Host:", "services.storefront.settings.Authentication__Schemes__Bearer__Authority:",
                "services.storefront.settings.Authentication__Schemes__Bearer__ValidAudiences__0:",
            })
            Assert.Contains(key, message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_environment_that_is_not_there_is_reported_with_those_that_are()
    {
        using var clone = new Clone();

        var message = Assert.Throws<DeployException>(() => Read(clone, "staging")).Message;

        Assert.Contains("-c environment=NAME with one of dev, prod.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "ingress": ["everybody"] }""", "ingress: 'everybody' is not a range")]
    [InlineData("""{ "ingress": ["::/0"] }""", "ingress: '::/0' is not a range of IPv4 addresses")]
    [InlineData("""{ "database": { "instanceClass": "db.", "storageGiB": 20, "multiAz": false, "backupDays": 1 } }""", "database.instanceClass: 'db.'")]
    [InlineData(
        """{ "database": { "instanceClass": "db.t4g.micro", "storageGiB": 16385, "multiAz": false, "backupDays": 1 } }""",
        "database.storageGiB: 16385 is not between 20 and 16384")]
    [InlineData("""{ "natGateways": "two" }""", "dev.json: field 'natGateways': The JSON value could not be converted to System.Int32. (line 1, position ")]
    [InlineData("""{ "natGateways": 3 }""", "natGateways: 3 is not between 0 and 2")]
    [InlineData("""{ "archiveDays": 0 }""", "archiveDays: 0 is not between 1 and 3650")]
    [InlineData("""{ "logDays": 15 }""", "logDays: 15 is not one of")]
    [InlineData("""{ "architecture": "mips" }""", "architecture: 'mips'")]
    [InlineData("""{ "certificateArn": "mine" }""", "certificateArn: 'mine'")]
    [InlineData("""{ "ingres": [] }""", "ingres")]
    [InlineData("""{ "services": { "paymnet": {} } }""", "services.paymnet: the service does not exist. The services are analytics")]
    [InlineData("""{ "services": { "email": { "cpu": 4096, "memory": 31744 } } }""", "services.email: Fargate does not support cpu 4096 with memory 31744")]
    [InlineData("""{ "services": { "email": { "cpu": 500 } } }""", "services.email: Fargate does not support cpu 500 with memory 1024")]
    [InlineData("""{ "services": { "email": { "minTasks": 9, "maxTasks": 8 } } }""", "services.email: minTasks 9 and maxTasks 8")]
    [InlineData("""{ "services": { "storefront": {} } }""", "services.storefront.settings: the Storefront does not start. Set Authentication__Schemes__Bearer__Authority")]
    [InlineData("""{ "services": { "email": null } }""", "services.email: it is null")]
    [InlineData("""{ "services": { "email": { "settings": { "A__B": null } } } }""", "services.email.settings.A__B: it is empty")]
    [InlineData("""{ "services": { "email": { "secrets": { "A__B": null } } } }""", "services.email.secrets.A__B: '' is not the name of a secret")]
    [InlineData("""{ "services": { "email": { "settings": { "A__B": "" } } } }""", "services.email.settings.A__B: it is empty")]
    [InlineData("""{ "services": { "email": { "settings": { "Email__Smtp__Password": "x" } } } }""", "it looks like a secret")]
    [InlineData("""{ "services": { "email": { "settings": { "Bus": "x" } } } }""", "services.email: 'Bus' is not a variable")]
    [InlineData("""{ "services": { "email": { "secrets": { "A": "a b" } } } }""", "services.email.secrets.A: 'a b'")]
    [InlineData("""{ "services": { "email": { "egressPorts": [587] } } }""", "services.email.egressPorts: without a NAT gateway the tasks reach no address outside the VPC")]
    [InlineData("""{ "services": { "email": { "settings": { "DOTNET_STARTUP_HOOKS": "x" } } } }""", "services.email: 'DOTNET_STARTUP_HOOKS' is not a variable")]
    [InlineData("""{ "certificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012" }""", "is not in the region eu-west-1; a load balancer takes only certificates of its own")]
    [InlineData("""{ "network": { "zones": ["eu-west-1a", "us-east-1b"] } }""", "network.zones: 'us-east-1b' is not in the region eu-west-1")]
    [InlineData("""{ "services": { "email": { "egressPorts": [0] } } }""", "services.email.egressPorts: a port is not between 1 and 65535")]
    [InlineData("""{ "services": { "email": { "simulator": "Mail" } } }""", "services.email.simulator: only Payment.Gateway is supported")]
    [InlineData(
        """{ "database": { "instanceClass": "t4g", "storageGiB": 20, "multiAz": false, "backupDays": 1 } }""",
        "database.instanceClass: 't4g'")]
    public void An_error_is_reported_with_its_file_and_key(string change, string expected)
    {
        using var clone = new Clone();
        clone.ChangeEnvironment("dev", settings =>
        {
            foreach (var (key, value) in JsonNode.Parse(change)!.AsObject())
                settings[key] = value!.DeepClone();
        });

        var message = Assert.Throws<DeployException>(() => Read(clone, "dev")).Message;

        Assert.Contains("dev.json", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing that was certified", "dev.pem: it contains no certificates")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "dev.pem: it contains no certificates")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----", "dev.pem: it contains a private key")]
    [InlineData(null, "dev.pem: it has more than 16384 bytes")]
    public void Authorities_that_no_task_could_use_are_reported(string? pem, string expected)
    {
        using var clone = new Clone();
        clone.Write("deploy/environments/dev.pem", pem ?? new string(' ', 16_385));

        var message = Assert.Throws<DeployException>(() => Read(clone, "dev")).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("https://truststore.pki.rds.amazonaws.com/", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DOTNET_GCHeapHardLimitPercent")]
    [InlineData("DOTNET_gcServer")]
    [InlineData("DOTNET_TieredPGO")]
    [InlineData("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit")]
    public void An_operator_tunes_the_runtime_of_a_service(string variable)
    {
        using var clone = new Clone();
        clone.ChangeEnvironment("dev", settings => settings["services"]!["email"] = new JsonObject { ["settings"] = new JsonObject { [variable] = "1" } });

        Assert.Equal("1", Read(clone, "dev").Services["email"].Settings[variable]);
    }

    [Fact]
    public void The_Storefront_has_a_task_when_workers_have_none()
    {
        using var clone = new Clone();
        clone.ChangeEnvironment("dev", settings =>
        {
            settings["defaults"]!["minTasks"] = 0;
            settings["services"]!["storefront"]!.AsObject().Remove("minTasks");
        });
        var (settings, services) = (Read(clone, "dev"), ServiceFolders.Find(Path.Combine(clone.Root, "services", "store")));

        Assert.Equal(1, ServiceCapacity.Of(settings, services.Storefront).MinTasks);
        Assert.All(services.Workers, worker => Assert.Equal(0, ServiceCapacity.Of(settings, worker).MinTasks));
    }

    [Fact]
    public void Production_tells_in_its_alarms_where_the_runbook_is()
    {
        using var clone = new Clone();
        clone.FillInProduction();
        clone.ChangeEnvironment("prod", settings => settings["alarms"]!.AsObject().Remove("runbookUrl"));

        Assert.Contains(
            "alarms.runbookUrl: 'deploy/docs/runbook.md' is not a URL. Production needs the address",
            Assert.Throws<DeployException>(() => Read(clone, "prod")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Production_has_no_simulators()
    {
        using var clone = new Clone();
        clone.FillInProduction();
        clone.ChangeEnvironment("prod", settings => settings["services"]!["payment"]!["simulator"] = "Payment.Gateway");

        var message = Assert.Throws<DeployException>(() => Read(clone, "prod")).Message;

        Assert.Contains("services.payment.simulator: ", message, StringComparison.Ordinal);
        Assert.Contains("not allowed in production", message, StringComparison.Ordinal);
    }

    private static EnvironmentSettings Read(Clone clone, string environment) => EnvironmentFile.Read(
        Path.Combine(clone.Root, "deploy", "environments"), environment, ServiceFolders.Find(Path.Combine(clone.Root, "services", "store")));
}
