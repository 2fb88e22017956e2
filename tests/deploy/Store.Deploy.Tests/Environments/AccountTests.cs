using System.Text.Json.Nodes;
using Store.Deploy.Environments;
using Store.Deploy.Images;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Environments;

/// <summary>An environment is in one account and one region; nobody deploys it to another by mistake.</summary>
public sealed class AccountTests(Synthesized synthesized)
{
    [Fact]
    public void Every_stack_is_in_the_account_and_the_region_of_its_environment()
    {
        Assert.All(Deployed(synthesized.Dev), stack => Assert.Equal($"aws://{Accounts.Development}/{Accounts.Region}", stack["environment"]!.ToString()));
        Assert.All(Deployed(synthesized.Prod), stack => Assert.Equal($"aws://{Accounts.Production}/{Accounts.Region}", stack["environment"]!.ToString()));
    }

    [Fact]
    public void Every_image_is_in_the_account_and_the_region_of_the_registry() => Assert.All(
        Deployed(synthesized.Images), stack => Assert.Equal($"aws://{Accounts.Development}/{Accounts.Region}", stack["environment"]!.ToString()));

    [Fact]
    public void Every_stack_is_deployed_with_the_roles_of_its_own_bootstrap()
    {
        Assert.All(Deployed(synthesized.Prod), stack => Assert.Contains("role/cdk-prod-deploy-role-", stack["properties"]!["assumeRoleArn"]!.ToString(), StringComparison.Ordinal));
        Assert.All(Deployed(synthesized.Dev), stack => Assert.Contains("role/cdk-hnb659fds-deploy-role-", stack["properties"]!["assumeRoleArn"]!.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("account", "12345", "account: '12345' is not the id of an AWS account, which has 12 digits")]
    [InlineData("registryAccount", "mine", "registryAccount: 'mine' is not the id of an AWS account")]
    [InlineData("region", "Ireland", "region: 'Ireland' is not a region such as eu-west-1")]
    [InlineData("bootstrapQualifier", "my-own", "bootstrapQualifier: 'my-own' is not a qualifier")]
    public void A_wrong_value_is_reported(string key, string value, string expected)
    {
        using var clone = new Clone();
        clone.ChangeEnvironment("dev", settings => settings[key] = value);

        Assert.Contains($"dev.json: {expected}", Error(() => Read(clone, deploying: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_environment_does_not_have_the_name_of_the_image_repositories()
    {
        using var clone = new Clone();
        clone.Write("deploy/environments/workers.json", File.ReadAllText(Path.Combine(Folder(clone), "dev.json")));

        Assert.Contains(
            "'workers' is the name that the stacks of the image repositories begin with",
            Error(() => EnvironmentFile.Read(Folder(clone), "workers", ServiceFolders.Find(Path.Combine(clone.Root, "services", "store")))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("account", "account: it is missing. Name the account that this environment is deployed to")]
    [InlineData("region", "region: it is missing. Name the region that this environment is deployed to")]
    public void Reading_templates_needs_no_account_and_deploying_them_does(string key, string expected)
    {
        using var clone = new Clone();
        clone.ChangeEnvironment("dev", settings => settings[key] = "");

        Assert.NotNull(Read(clone, deploying: false));
        Assert.Contains(expected, Error(() => Read(clone, deploying: true)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("registryAccount", "777788889999", "registryAccount: all environments pull their images from one registry, but they name different ones: dev 123456789012, prod 777788889999.")]
    [InlineData("region", "eu-north-1", "region: all environments pull their images from one registry, but they name different ones: dev eu-west-1, prod eu-north-1.")]
    public void There_is_one_registry(string key, string value, string expected)
    {
        using var clone = new Clone();
        clone.FillInProduction();
        clone.ChangeEnvironment("prod", settings => settings[key] = value);

        Assert.Contains(
            expected, Error(() => ImageRegistry.Of(EnvironmentFile.ReadAll(Folder(clone)))), StringComparison.Ordinal);
    }

    private static string Error(Action action) => Assert.Throws<DeployException>(action).Message;

    private static string Folder(Clone clone) => Path.Combine(clone.Root, "deploy", "environments");

    private static EnvironmentSettings Read(Clone clone, bool deploying) =>
        EnvironmentFile.Read(Folder(clone), "dev", ServiceFolders.Find(Path.Combine(clone.Root, "services", "store")), deploying);

    private static IEnumerable<JsonNode> Deployed(Stacks stacks)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(stacks.Files[0])!, "manifest.json")))!;
        return manifest["artifacts"]!.AsObject().Select(artifact => artifact.Value!)
            .Where(artifact => artifact["type"]!.ToString() == "aws:cloudformation:stack");
    }
}
