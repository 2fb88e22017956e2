using System.Xml.Linq;

namespace Workers.AppHost.Tests;

/// <summary>The house's walls, read off the project files.</summary>
public sealed class WhoMayKnowWhom
{
    private static readonly string Root = ServiceFolders.Root();

    public static TheoryData<string> Workers => [.. ServiceFolders.Find().Workers.Select(worker => Path.GetFileName(worker.Path))];

    [Theory, MemberData(nameof(Workers))]
    public void A_worker_knows_the_contracts_and_the_host_and_no_other_worker(string worker) =>
        Assert.Empty(References($"services/{worker}/{worker}.csproj"));

    [Theory]
    [InlineData("contracts/Workers.Contracts", "")]
    [InlineData("contracts/Store.Contracts", "Workers.Contracts")]
    [InlineData("services/Workers.EventBridge", "Workers.Contracts")]
    [InlineData("services/Workers.Hosting", "Workers.Contracts Workers.EventBridge")]
    [InlineData("services/Workers.LocalAws", "")]
    [InlineData("services/Workers.Aspire", "Workers.Hosting Workers.LocalAws")]
    [InlineData("services/Workers.Cli", "Workers.Hosting")]
    [InlineData("services/Payment.Gateway", "")]
    public void A_project_knows_just_what_is_below_it(string folder, string known) =>
        Assert.Equal(
            known.Split(' ', StringSplitOptions.RemoveEmptyEntries), References($"{folder}/{Path.GetFileName(folder)}.csproj").Order());

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
        string[] shared = ["contracts", "services/Workers.EventBridge", "services/Workers.Hosting", "services/Workers.LocalAws", "services/Workers.Aspire", "services/Workers.Cli", "services/Storefront"];
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
