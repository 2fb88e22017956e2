using System.Text.Json;
using System.Text.RegularExpressions;

namespace Packaging.Tests.Manual;

/// <summary>The list of all places that have data of persons, in deploy/docs/personal-data.md.</summary>
public sealed partial class PersonalDataTests
{
    private static readonly string Section = RepositoryFiles.Read("deploy/docs/personal-data.md");

    public static TheoryData<string> Services => [.. ServiceFolders.Workers, "Storefront", "Workers.Hosting"];

    [Theory, MemberData(nameof(Services))]
    public void It_has_every_table(string folder)
    {
        var who = folder == "Workers.Hosting" ? "each service" : ServiceFolders.NameOf(folder);
        var migrations = Directory.EnumerateFiles(Directory.GetDirectories(Path.Combine(RepositoryFiles.Root, "services")).Select(room => Path.Combine(room, folder)).Single(Directory.Exists), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "Migrations")
            .Select(file => File.ReadAllText(file).Split("void Down(")[0])
            .ToList();
        var tables = Names(migrations, "CreateTable").Except(Names(migrations, "DropTable"), StringComparer.Ordinal).ToList();
        var listed = Section.Split('\n').Where(line => line.StartsWith($"| {who}: ", StringComparison.Ordinal)).SelectMany(
            line => Name().Matches(line.Split('|')[1]).Select(match => match.Groups["name"].Value));

        Assert.NotEmpty(tables);
        Assert.Equal(tables.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_has_every_event() => Assert.All(
        Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "contracts", "Store.Contracts"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Event().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value)),
        name => Assert.Contains($"`{name}`", Section, StringComparison.Ordinal));

    [Theory, InlineData("archiveDays"), InlineData("logDays"), InlineData("backupDays")]
    public void It_has_the_retentions_of_the_environments(string key)
    {
        var days = new[] { "dev", "prod" }.Select(environment =>
        {
            using var settings = JsonDocument.Parse(RepositoryFiles.Read($"deploy/environments/{environment}.json"));
            var parent = key == "backupDays" ? settings.RootElement.GetProperty("database") : settings.RootElement;
            return parent.GetProperty(key).GetInt32();
        }).ToList();

        Assert.Contains($"`{key}`: {days[0]} in dev, {days[1]} in prod", Section, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(IEnumerable<string> migrations, string operation) =>
        from migration in migrations
        from match in Operation().Matches(migration)
        where match.Groups["operation"].Value == operation
        select match.Groups["name"].Value;

    [GeneratedRegex(@"(?<operation>\w+)\(\s*(name: )?""(?<name>\w+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Operation();

    [GeneratedRegex("`(?<name>[A-Za-z]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\[Event\(""[^""]+"", ""(?<name>\w+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Event();
}
