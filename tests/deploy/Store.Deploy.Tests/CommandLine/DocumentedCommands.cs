using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Store.Deploy.Tests.CommandLine;

/// <summary>
/// The commands of the documentation and of the workflows: their shell code is run, with programs in place of <c>aws</c>, <c>cdk</c> and
/// others that only write down how they were called.
/// </summary>
internal static partial class DocumentedCommands
{
    private static readonly string[] Programs =
        ["aws", "cdk", "docker", "dotnet", "curl", "git", "npm", "gh", "createdb", "psql", "./setup", "./migrate", "node_modules/.bin/cdk", "../node_modules/.bin/cdk"];

    private static readonly ConcurrentDictionary<string, Task<IReadOnlyList<string[]>>> Calls = new(StringComparer.Ordinal);

    /// <summary>The files with such commands.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "deploy"), "*.md")
            .Concat(Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "deploy", "docs"), "*.md"))
            .Concat(Directory.GetFiles(Path.Combine(RepositoryFiles.Root, ".github", "workflows"), "*.yml"))
            .Select(file => Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/')),
    ];

    /// <summary>The calls of a program in a file, each as its arguments.</summary>
    public static async Task<IReadOnlyList<string[]>> CallsAsync(string file, string program) =>
        [.. (await Calls.GetOrAdd(file, RunAsync)).Where(call => call[0] == program).Select(call => call[1..])];

    private static async Task<IReadOnlyList<string[]>> RunAsync(string file)
    {
        var folder = Directory.CreateTempSubdirectory("commands-");
        try
        {
            var calls = Path.Combine(folder.FullName, "calls");
            await File.WriteAllTextAsync(calls, "", TestContext.Current.CancellationToken);
            foreach (var name in Programs)
                await WriteAsync(Path.Combine(folder.FullName, name.StartsWith('.') || name.Contains('/') ? $"deploy/{name}" : $"bin/{name}"), Path.GetFileName(name));
            Directory.CreateDirectory(Path.Combine(folder.FullName, "deploy", "images"));
            var path = $"{Path.Combine(folder.FullName, "bin")}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
            foreach (var code in Code(file))
            {
                var (_, output) = await Tool.RunAsync(
                    "bash", ["-c", $"cd '{Path.Combine(folder.FullName, "deploy")}'; exec <<<typed\n{code}"], "",
                    ("PATH", path), ("CALLS", calls), ("RUNNER_TEMP", folder.FullName), ("ENVIRONMENT", "prod"), ("TAG", "1a2b3c"));
                Assert.False(output.Contains("syntax error", StringComparison.Ordinal), $"{file}: {output}{code}");
            }

            return [.. (await File.ReadAllTextAsync(calls, TestContext.Current.CancellationToken))
                .Split('\x1e', StringSplitOptions.RemoveEmptyEntries)
                .Select(call => call.Split('\x1f')[..^1])];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task WriteAsync(string path, string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(
            path, $$$"""
            #!/bin/sh
            { printf '%s\037' {{{name}}} "$@"; printf '\036'; } >>"$CALLS"
            case "$*" in
              *networkConfiguration*) echo '{"awsvpcConfiguration":{"subnets":["subnet-1"]}}' ;;
              *) echo 00000000-0000-4000-8000-000000000000 ;;
            esac
            """,
            TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static IEnumerable<string> Code(string file)
    {
        var text = RepositoryFiles.Read(file);
        var blocks = file.EndsWith(".md", StringComparison.Ordinal)
            ? Block().Matches(text).Select(block => block.Groups["code"].Value)
            : Script().Matches(text).Select(script => script.Groups["code"].Value);
        return blocks.Select(block => Indentation().Replace(block, ""));
    }

    [GeneratedRegex(@"^ *```console\n(?<code>.*?)^ *```$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 10_000)]
    private static partial Regex Block();

    [GeneratedRegex(@"^ *(- )?run: (\|\n(?<code>(^ {10,}.*\n|\n)+)|(?<code>.*\n))", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex Script();

    [GeneratedRegex("^ {3}(?! {7})|^ {10}", RegexOptions.Multiline, 10_000)]
    private static partial Regex Indentation();
}
