using Store.Deploy.Tests.Synthesis;
using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Store.Deploy.Tests.CommandLine;

/// <summary>The CDK's command line of <c>deploy/package-lock.json</c>.</summary>
public sealed partial class CdkCli : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "CommandLine");

    private readonly ConcurrentDictionary<string, Task<IReadOnlySet<string>>> _options = new(StringComparer.Ordinal);

    private static string Program => Path.Combine(Folder, "node_modules", ".bin", "cdk");

    public async ValueTask InitializeAsync()
    {
        if (NodeJs.IsThere)
            await NpmPackages.InstallAsync(Folder);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs a command on templates that were synthesized before.</summary>
    /// <param name="app">The templates.</param>
    /// <param name="emulator">Where AWS is emulated.</param>
    /// <param name="arguments">The command and its options.</param>
    internal async Task<(int Code, string Output)> RunAsync(Synthesis.Stacks app, Uri emulator, params IEnumerable<string> arguments)
    {
        NodeJs.SkipWhereMissing();
        var templates = Path.GetDirectoryName(app.Files[0])!;
        return await Tool.RunAsync(
            Program,
            ["--app", templates, "--no-notices", .. arguments],
            "",
            ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_REGION", Accounts.Region),
            ("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1"), ("CI", "true"), ("NO_COLOR", "1"),
            ("EMULATOR", emulator.ToString()), ("NODE_OPTIONS", $"--require {Path.Combine(Folder, "to-emulator.cjs")}"));
    }

    /// <summary>The options of a command, with their dashes; empty if there is no such command.</summary>
    public Task<IReadOnlySet<string>> OptionsAsync(string command)
    {
        NodeJs.SkipWhereMissing();
        return _options.GetOrAdd(command, HelpAsync);
    }

    private static async Task<IReadOnlySet<string>> HelpAsync(string command)
    {
        var (_, help) = await Tool.RunAsync(Program, [command, "--help"]);
        return help.Contains($"cdk {command}", StringComparison.Ordinal)
            ? Option().Matches(help).Select(option => option.Value).ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>(StringComparer.Ordinal);
    }

    [GeneratedRegex("(?<=[ ,])--?[a-z][a-z0-9-]*", RegexOptions.None, 1000)]
    private static partial Regex Option();
}
