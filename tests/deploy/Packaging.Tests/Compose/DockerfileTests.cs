using System.Text.RegularExpressions;

namespace Packaging.Tests.Compose;

/// <summary>The Dockerfile of all services, and which files it gets.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string Dockerfile = RepositoryFiles.Read("deploy/Dockerfile");

    [Fact]
    public void Gets_every_file_that_it_copies()
    {
        var kept = RepositoryFiles.Read(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..]).ToList();

        Assert.All(Copied(), source => Assert.Contains(kept, one => source == one || source.StartsWith(one + "/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Copies_only_what_is_there()
    {
        Assert.Contains("deploy/images.proj", Copied());
        Assert.All(Copied(), source => Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, source)), source));
    }

    /// <summary>Then a change of a service keeps the packages and the platform in the cache.</summary>
    [Fact]
    public void Restores_and_compiles_the_platform_before_it_gets_the_services()
    {
        var build = Dockerfile[Dockerfile.IndexOf(" AS build\n", StringComparison.Ordinal)..];
        var order = new[] { "RUN dotnet restore", "COPY services/platform ", "RUN dotnet build services/platform/Workers.Hosting ", "COPY . .", "RUN dotnet build deploy/images.proj " }
            .Select(step => build.IndexOf("\n" + step, StringComparison.Ordinal))
            .ToList();

        Assert.DoesNotContain(-1, order);
        Assert.Equal(order.Order(), order);
    }

    private static IEnumerable<string> Copied() =>
        Copy().Matches(Dockerfile).SelectMany(copy => copy.Groups["sources"].Value.Split(' ')).Where(source => source != ".");

    [GeneratedRegex("^COPY (?!--from)(?<sources>.+) [^ ]+$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Copy();
}
