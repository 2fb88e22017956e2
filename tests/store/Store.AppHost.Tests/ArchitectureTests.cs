using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Store.AppHost.Tests;

/// <summary>The dependencies that are allowed between projects.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Root = ServiceFolders.Root();

    public static TheoryData<string> Workers => [.. ServiceFolders.Find().Workers.Select(worker => Path.GetFileName(worker.Path))];

    public static TheoryData<string> PlatformProjects =>
        [.. Directory.GetFiles(Path.Combine(Root, "services", "platform"), "*.csproj", SearchOption.AllDirectories).Where(project => !project.Contains(".content", StringComparison.Ordinal))];

    /// <summary>Projects of the platform and of the contracts.</summary>
    public static TheoryData<string> PicturedProjects =>
        [.. PlatformProjects.Select(project => project.Data).Concat(
            Directory.GetFiles(Path.Combine(Root, "contracts"), "*.csproj", SearchOption.AllDirectories))];

    [Theory, MemberData(nameof(Workers))]
    public void A_worker_knows_the_contracts_and_the_host_and_no_other_worker(string worker) =>
        Assert.Empty(References($"services/store/{worker}/{worker}.csproj"));

    [Theory, MemberData(nameof(PicturedProjects))]
    public void A_project_references_what_the_picture_shows(string project) =>
        Assert.Equal(
            Picture().Where(edge => edge.From == Path.GetFileNameWithoutExtension(project)).Select(edge => edge.To).Order(StringComparer.Ordinal),
            References(project).Order(StringComparer.Ordinal));

    [Fact]
    public void The_payment_gateway_references_no_project() =>
        Assert.Empty(References(Path.Combine(Root, "services/store/Payment.Gateway/Payment.Gateway.csproj")));

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

    /// <summary>
    /// The receive engine, the publisher, the envelope and their diagnostics can carry another messaging framework: where a type of
    /// MassTransit's is used, or one of that folder, the name occurs.
    /// </summary>
    [Fact]
    public void One_folder_of_the_transport_knows_MassTransit()
    {
        var transport = Path.Combine(Root, "services", "platform", "Workers.EventBridge");

        Assert.Equal(["MassTransit"], Directory.EnumerateFiles(transport, "*.cs", SearchOption.AllDirectories)
            .Where(file => IsSource(file) && File.ReadAllText(file).Contains("MassTransit", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(transport, file).Split(Path.DirectorySeparatorChar)[0])
            .Distinct());
    }

    [Theory, InlineData("contracts/Workers.Contracts"), InlineData("contracts/Store.Contracts")]
    public void A_contract_needs_no_package(string folder) =>
        Assert.All(
            XDocument.Load(Path.Combine(Root, folder, Path.GetFileName(folder) + ".csproj")).Descendants("PackageReference"),
            package => Assert.Equal("all", package.Attribute("PrivateAssets")?.Value)); // Analyzers of the build: nobody who references it gets them.

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

    /// <summary>The arrows of the picture in the platform's README: lines such as <c>hosting[Workers.Hosting] --> contracts</c>.</summary>
    private static IEnumerable<(string From, string To)> Picture()
    {
        var lines = File.ReadLines(Path.Combine(Root, "services/platform/README.md"))
            .SkipWhile(line => line != "```mermaid").Skip(2).TakeWhile(line => line != "```")
            .Select(line => Arrow().Match(line))
            .ToList();
        var names = lines.Where(line => line.Groups["name"].Success).ToDictionary(line => line.Groups["from"].Value, line => line.Groups["name"].Value);
        return lines.Where(line => line.Groups["to"].Success).Select(line => (names[line.Groups["from"].Value], names[line.Groups["to"].Value]));
    }

    [GeneratedRegex(@"^\s*(?<from>\w+)(\[(?<name>[^\]]+)\])?( --> (?<to>\w+))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Arrow();

    private static bool IsSource(string file) =>
        !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Path.Combine(Root, project)).Descendants("ProjectReference").Select(
            reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
}
