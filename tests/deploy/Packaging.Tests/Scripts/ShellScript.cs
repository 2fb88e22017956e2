namespace Packaging.Tests.Scripts;

/// <summary>The shell scripts of the deployment and of its pipeline.</summary>
internal static class ShellScript
{
    /// <summary>Paths of the scripts from the root.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Find(".github").Concat(Find("deploy")).Order(StringComparer.Ordinal)];

    /// <summary>Skips the test on a machine that cannot run the scripts.</summary>
    public static void SkipWithoutShell() => Assert.SkipWhen(
        !Tool.IsOnPath("bash") || !Tool.IsOnPath("jq"), "bash and jq are not on the PATH (Debian: apt-get install jq).");

    private static IEnumerable<string> Find(string folder) => Directory.GetFiles(Path.Combine(RepositoryFiles.Root, folder))
        .Where(file => File.ReadLines(file).FirstOrDefault() == "#!/usr/bin/env bash")
        .Select(file => $"{folder}/{Path.GetFileName(file)}");
}
