using System.Text.RegularExpressions;

namespace Packaging.Tests.Compose;

/// <summary>What docker-compose.yml has of every folder of a worker.</summary>
public sealed partial class ComposeWorkerTests
{
    private static readonly Yaml Services = Yaml.Read("docker-compose.yml")["services"];

    public static TheoryData<string> Folders => [.. ServiceFolders.Workers];

    public static TheoryData<string> WithDatabase => [.. ServiceFolders.Workers, "Storefront"];

    [Fact]
    public void Are_found() => Assert.Contains("Payment.Worker", ServiceFolders.Workers);

    [Theory, MemberData(nameof(WithDatabase))]
    public void Have_an_image_of_their_own_project(string folder)
    {
        var build = Of(folder)["build"];

        Assert.Equal("deploy/Dockerfile", build["dockerfile"].Text);
        Assert.Equal(folder, build["args"]["PROJECT"].Text);
        Assert.Equal($"workers/{ServiceFolders.NameOf(folder)}:${{IMAGE_TAG:-dev}}", Of(folder)["image"].Text);
    }

    [Theory, MemberData(nameof(Folders))]
    public void Begin_as_the_template_says(string folder) => Assert.Contains(
        RepositoryFiles.Read("deploy/compose/worker.template.yml")
            .Replace("NAME", ServiceFolders.NameOf(folder), StringComparison.Ordinal)
            .Replace("FOLDER", folder, StringComparison.Ordinal),
        RepositoryFiles.Read("docker-compose.yml"),
        StringComparison.Ordinal);

    [Fact]
    public void Can_be_appended() => Assert.Equal("services", Yaml.Read("docker-compose.yml").Map.Keys.Last());

    [Theory, MemberData(nameof(WithDatabase))]
    public void Have_a_database_of_their_own(string folder) => Assert.Contains(
        $"Host=postgres;Database={ServiceFolders.NameOf(folder)};",
        Of(folder)["environment"]["ConnectionStrings__Store"].Text,
        StringComparison.Ordinal);

    [Theory, MemberData(nameof(WithDatabase))]
    public void Wait_for_their_queues_and_their_database(string folder)
    {
        var needs = Of(folder)["depends_on"];

        Assert.Equal("service_healthy", needs["localstack"]["condition"].Text);
        Assert.Equal("service_completed_successfully", needs["provision"]["condition"].Text);
        Assert.Equal("service_healthy", needs["postgres"]["condition"].Text);
    }

    [Theory, MemberData(nameof(WithDatabase))]
    public void Are_healthy_when_they_are_ready(string folder) =>
        Assert.Equal(["CMD", "dotnet", "service.dll", "--healthcheck", "ready"], Of(folder)["healthcheck"]["test"].Texts);

    [Theory, MemberData(nameof(Folders))]
    public void Can_run_several_times(string folder)
    {
        Assert.Equal(["127.0.0.1::8080"], Of(folder)["ports"].Texts);
        Assert.False(Of(folder)["container_name"].Exists);
    }

    [Theory, MemberData(nameof(WithDatabase))]
    public void Keep_the_operators_endpoints_within_their_container(string folder)
    {
        Assert.Contains("ManagementUrl=http://127.0.0.1:8081", RepositoryFiles.Read("deploy/Dockerfile"), StringComparison.Ordinal);
        Assert.False(Of(folder)["environment"]["ManagementUrl"].Exists);
        Assert.All(Of(folder)["ports"].Texts, port => Assert.EndsWith(":8080", port, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(WithDatabase))]
    public void Get_longer_to_stop_than_the_host_takes(string folder)
    {
        var host = int.Parse(HostStop().Match(RepositoryFiles.Read("services/platform/Workers.Hosting/WorkerBus.cs")).Groups["seconds"].Value, null);

        Assert.InRange(int.Parse(Of(folder)["stop_grace_period"].Text.TrimEnd('s'), null), host + 1, 120);
    }

    [GeneratedRegex(@"HostStop = TimeSpan\.FromSeconds\((?<seconds>\d+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostStop();

    private static Yaml Of(string folder) => Services[ServiceFolders.NameOf(folder)];
}
