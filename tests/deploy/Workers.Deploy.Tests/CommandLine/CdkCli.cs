using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Workers.Deploy.Tests.CommandLine;

/// <summary>The CDK's command line of <c>deploy/package-lock.json</c>, installed once for the tests that need it.</summary>
public sealed partial class CdkCli : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cdk-cli-");

    private readonly ConcurrentDictionary<string, Task<IReadOnlySet<string>>> _options = new(StringComparer.Ordinal);

    private string Program => Path.Combine(_folder.FullName, "node_modules", ".bin", "cdk");

    public async ValueTask InitializeAsync()
    {
        if (!NodeJs.IsThere)
            return;
        foreach (var file in new[] { "package.json", "package-lock.json", ".npmrc" })
            File.Copy(Path.Combine(RepositoryFiles.Root, "deploy", file), Path.Combine(_folder.FullName, file));
        var (code, output) = await Tool.RunAsync(
            "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", _folder.FullName]);
        Assert.True(code == 0, output);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a command on templates that were synthesized before.</summary>
    /// <param name="app">The templates.</param>
    /// <param name="emulator">Where AWS is emulated.</param>
    /// <param name="arguments">The command and its options.</param>
    internal async Task<(int Code, string Output)> RunAsync(Synthesis.Stacks app, Uri emulator, params IEnumerable<string> arguments)
    {
        NodeJs.SkipWhereMissing();
        var templates = Path.GetDirectoryName(app.Files[0])!;
        var redirect = Path.Combine(_folder.FullName, "to-emulator.cjs");
        await File.WriteAllTextAsync(redirect, Redirect, TestContext.Current.CancellationToken);
        return await Tool.RunAsync(
            Program,
            ["--app", templates, "--no-notices", .. arguments],
            "",
            ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_REGION", Synthesis.Clone.Region),
            ("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1"), ("CI", "true"), ("NO_COLOR", "1"),
            ("EMULATOR", emulator.ToString()), ("NODE_OPTIONS", $"--require {redirect}"));
    }

    /// <summary>The options of a command, with their dashes; empty if there is no such command.</summary>
    public Task<IReadOnlySet<string>> OptionsAsync(string command)
    {
        NodeJs.SkipWhereMissing();
        return _options.GetOrAdd(command, HelpAsync);
    }

    private async Task<IReadOnlySet<string>> HelpAsync(string command)
    {
        var (_, help) = await Tool.RunAsync(Program, [command, "--help"]);
        return help.Contains($"cdk {command}", StringComparison.Ordinal)
            ? Option().Matches(help).Select(option => option.Value).ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>(StringComparer.Ordinal);
    }

    /// <summary>This version knows no setting for the address of AWS, and always uses HTTPS.</summary>
    private const string Redirect = """
        const http = require('node:http');
        const emulator = new URL(process.env.EMULATOR);
        require('node:https').request = (options, callback) => http.request(
          { ...options, protocol: 'http:', host: emulator.hostname, hostname: emulator.hostname, port: emulator.port, agent: undefined },
          callback);
        """;

    [GeneratedRegex("(?<=[ ,])--?[a-z][a-z0-9-]*", RegexOptions.None, 1000)]
    private static partial Regex Option();
}
