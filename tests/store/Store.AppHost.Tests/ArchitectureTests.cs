using System.Xml.Linq;

namespace Store.AppHost.Tests;

/// <summary>The dependencies that are allowed between projects, read from the project files.</summary>
public sealed class ArchitectureTests
{
    private static readonly string Root = ServiceFolders.Root();

    public static TheoryData<string> Workers => [.. ServiceFolders.Find().Workers.Select(worker => Path.GetFileName(worker.Path))];

    public static TheoryData<string> PlatformProjects =>
        [.. Directory.GetFiles(Path.Combine(Root, "services", "platform"), "*.csproj", SearchOption.AllDirectories)];

    [Theory, MemberData(nameof(Workers))]
    public void A_worker_knows_the_contracts_and_the_host_and_no_other_worker(string worker) =>
        Assert.Empty(References($"services/store/{worker}/{worker}.csproj"));

    [Theory]
    [InlineData("contracts/Workers.Contracts", "")]
    [InlineData("contracts/Store.Contracts", "Workers.Contracts")]
    [InlineData("services/platform/Workers.EventBridge", "Workers.Contracts")]
    [InlineData("services/platform/Workers.Hosting", "Workers.Contracts Workers.EventBridge")]
    [InlineData("services/platform/Workers.LocalAws", "")]
    [InlineData("services/platform/Workers.Aspire", "Workers.Hosting Workers.LocalAws")]
    [InlineData("services/platform/Workers.Cli", "Workers.Hosting")]
    [InlineData("services/store/Payment.Gateway", "")]
    public void A_project_knows_just_what_is_below_it(string folder, string known) =>
        Assert.Equal(
            known.Split(' ', StringSplitOptions.RemoveEmptyEntries), References($"{folder}/{Path.GetFileName(folder)}.csproj").Order());

    [Theory, MemberData(nameof(PlatformProjects))]
    public void The_platform_references_nothing_of_the_store(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        var references = XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetRelativePath(Root, Path.Combine(folder, reference.Attribute("Include")!.Value)).Replace('\\', '/'));

        Assert.All(references, reference => Assert.True(
            reference.StartsWith("services/platform/", StringComparison.Ordinal)
            || reference.StartsWith("contracts/Workers.Contracts/", StringComparison.Ordinal),
            reference));
    }

    [Theory, InlineData("contracts/Workers.Contracts"), InlineData("contracts/Store.Contracts")]
    public void A_contract_needs_no_package(string folder) =>
        Assert.Empty(XDocument.Load(Path.Combine(Root, folder, Path.GetFileName(folder) + ".csproj")).Descendants("PackageReference"));

    [Theory, MemberData(nameof(Workers))]
    public void A_worker_is_in_the_solution_and_has_its_tests(string worker)
    {
        var solution = File.ReadAllText(Path.Combine(Root, "Workers.sln"));

        Assert.Contains($"{worker}.csproj", solution, StringComparison.Ordinal);
        Assert.Contains($"{worker}.Tests.csproj", solution, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_but_the_local_tools_names_a_worker()
    {
        string[] shared = ["contracts", "services/platform", "services/store/Storefront"];
        var names = Workers.Select(worker => worker.Data);

        Assert.All(shared.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs*", SearchOption.AllDirectories).Where(IsSource)), file =>
            Assert.DoesNotContain(names, name => File.ReadAllText(file).Contains(name, StringComparison.Ordinal)));
    }

    private static bool IsSource(string file) =>
        !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Path.Combine(Root, project)).Descendants("ProjectReference").Select(
            reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
}
