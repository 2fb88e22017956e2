using System.Text.RegularExpressions;

namespace Packaging.Tests.Manual;

/// <summary>Workers.sln, to which <c>dotnet sln add</c> adds the lines of one project and no others.</summary>
public sealed partial class SolutionTests
{
    private static readonly string Solution = RepositoryFiles.Read("Workers.sln").Replace("\r", "", StringComparison.Ordinal);

    /// <summary>The command adds the platforms that it expects to all projects, if the solution lacks them.</summary>
    [Fact]
    public void Every_project_has_the_platforms_that_the_command_expects() => Assert.All(Projects(), project =>
        Assert.All(
            from configuration in new[] { "Debug", "Release" }
            from platform in new[] { "Any CPU", "x64", "x86" }
            select $"{{{project}}}.{configuration}|{platform}.ActiveCfg = {configuration}|Any CPU",
            line => Assert.Contains(line, Solution, StringComparison.Ordinal)));

    [Fact]
    public void Every_project_of_the_repository_is_in_it()
    {
        var projects = new[] { "contracts", "deploy", "services", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, folder), "*.csproj", SearchOption.AllDirectories))
            .Select(project => Path.GetRelativePath(RepositoryFiles.Root, project).Replace('/', '\\'))
            .Where(project => !project.Contains("\\node_modules\\", StringComparison.Ordinal) && !project.Contains("\\.content\\", StringComparison.Ordinal) && !project.Contains("\\bin\\", StringComparison.Ordinal));

        Assert.All(projects, project => Assert.Contains($"\"{project}\"", Solution, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Projects() => Project().Matches(Solution).Select(project => project.Groups["id"].Value);

    [GeneratedRegex("\\.csproj\", \"\\{(?<id>[0-9A-F-]+)\\}\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Project();
}
