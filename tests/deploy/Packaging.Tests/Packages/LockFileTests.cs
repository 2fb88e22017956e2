using System.Text.Json;

namespace Packaging.Tests.Packages;

/// <summary>Whatever is built here is built from the packages that were looked at.</summary>
public sealed class LockFileTests
{
    public static TheoryData<string> Projects => [.. LockFile.ProjectFolders];

    [Fact]
    public void Projects_are_found() => Assert.Contains("services/platform/Workers.Hosting", LockFile.ProjectFolders);

    [Theory, MemberData(nameof(Projects))]
    public void Every_project_has_a_lock_file_that_is_the_same_on_every_kind_of_machine(string project)
    {
        Assert.True(File.Exists(LockFile.PathOf(project)), $"{project} has no {LockFile.Name}: run dotnet restore, and commit it.");
        Assert.All(LockFile.Read(project), package => Assert.Equal("net10.0", package.Target));
    }

    [Theory, MemberData(nameof(Projects))]
    public void Every_package_has_its_hash(string project) =>
        Assert.All(LockFile.Read(project), package => Assert.Equal(64, Convert.FromBase64String(package.Hash).Length));

    [Fact]
    public void All_projects_restore_the_same_content_of_a_version() => Assert.All(
        LockFile.ProjectFolders.SelectMany(LockFile.Read).GroupBy(package => (package.Id, package.Version)),
        package => Assert.Single(package.Select(locked => locked.Hash).Distinct(StringComparer.Ordinal)));

    [Fact]
    public void No_lock_file_names_the_place_that_its_packages_came_from() => Assert.All(
        LockFile.ProjectFolders.Select(LockFile.PathOf)
            .Append(Path.Combine(RepositoryFiles.Root, "deploy/package-lock.json"))
            .Append(Path.Combine(RepositoryFiles.Root, "tests/platform/Workers.LocalAws.Tests/Clients/package-lock.json"))
            .Append(Path.Combine(RepositoryFiles.Root, "tests/deploy/Store.Deploy.Tests/Nag/package-lock.json")),
        file => Assert.DoesNotContain("://", File.ReadAllText(file), StringComparison.Ordinal));

    [Fact]
    public void The_checks_of_a_change_and_the_images_take_locked_packages_alone()
    {
        Assert.Contains("dotnet restore Workers.sln --locked-mode", RepositoryFiles.Read(".ci/run"), StringComparison.Ordinal);
        Assert.Contains($"-o -name {LockFile.Name}", RepositoryFiles.Read("deploy/Dockerfile"), StringComparison.Ordinal);
        Assert.All(
            RepositoryFiles.Read("deploy/Dockerfile").Split('\n').Where(line => line.Contains("dotnet restore", StringComparison.Ordinal)),
            line => Assert.EndsWith(" --locked-mode", line, StringComparison.Ordinal));
    }

    [Fact]
    public void The_CDKs_command_line_is_one_exact_version_with_its_hash()
    {
        using var wanted = JsonDocument.Parse(RepositoryFiles.Read("deploy/package.json"));
        using var locked = JsonDocument.Parse(RepositoryFiles.Read("deploy/package-lock.json"));
        var cdk = locked.RootElement.GetProperty("packages").GetProperty("node_modules/aws-cdk");

        Assert.Equal(
            cdk.GetProperty("version").GetString(), wanted.RootElement.GetProperty("devDependencies").GetProperty("aws-cdk").GetString());
        Assert.StartsWith("sha512-", cdk.GetProperty("integrity").GetString(), StringComparison.Ordinal);
    }
}
