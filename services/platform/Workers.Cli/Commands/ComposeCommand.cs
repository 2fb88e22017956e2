using System.CommandLine;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Commands;

/// <summary>Adds the workers that a Compose file lacks, each as a copy of a template.</summary>
internal static class ComposeCommand
{
    /// <summary>The template's words that stand for the worker's name and for its folder.</summary>
    private const string Name = "NAME", Folder = "FOLDER";

    public static Command Create()
    {
        var services = new Option<string?>("--services")
        {
            Description = "Folder with the workers' folders, each with a subscription.json. Default: services in the current folder or above it",
        };
        var file = new Option<string>("--file") { Description = "Compose file", DefaultValueFactory = _ => "docker-compose.yml" };
        var template = new Option<string>("--template")
        {
            Description = "The service of a worker, with NAME and FOLDER in place of its name and its folder",
            DefaultValueFactory = _ => Path.Combine("deploy", "compose", "worker.template.yml"),
        };
        var compose = new Command("compose", "Append the workers that the Compose file lacks; idempotent") { services, file, template };
        compose.SetAction((parsed, stopping) => ExitCode.OfAsync<CliException>(() => RunAsync(
            new(parsed.GetValue(services), parsed.GetValue(file)!, parsed.GetValue(template)!), stopping), stopping));
        return compose;
    }

    /// <exception cref="CliException">A file or folder is missing, or <c>services</c> is not the last section of the Compose file.</exception>
    public static async Task<int> RunAsync(ComposeOptions options, CancellationToken stopping)
    {
        var (compose, template) = (await ReadAsync("--file", options.File, stopping), await ReadAsync("--template", options.Template, stopping));
        List<string> lines = [.. compose.Split('\n').Select(line => line.TrimEnd('\r'))];
        if (lines.FindLast(line => line.Length > 0 && line[0] is not (' ' or '#'))?.StartsWith("services:", StringComparison.Ordinal) != true)
            throw new CliException($"--file {options.File}: 'services:' has to be the last section, because workers are appended.");

        var missing = WorkerFolders.Find(options.Services).Select(Path.GetFileName)
            .Select(folder => (Name: ServiceFolder.NameOf(folder!), Folder: folder!))
            .Where(worker => !lines.Contains($"  {worker.Name}:", StringComparer.Ordinal))
            .ToList();
        var added = string.Concat(missing.Select(worker =>
            template.Replace(Folder, worker.Folder, StringComparison.Ordinal).Replace(Name, worker.Name, StringComparison.Ordinal)));
        if (missing.Count > 0)
            await File.WriteAllTextAsync(options.File, compose.TrimEnd('\n') + "\n" + added, stopping);
        await Console.Out.WriteLineAsync(missing.Count == 0
            ? $"{options.File} has every worker."
            : $"{options.File}: added {string.Join(", ", missing.Select(worker => worker.Name))}.");
        return 0;
    }

    private static Task<string> ReadAsync(string option, string file, CancellationToken stopping) => File.Exists(file)
        ? File.ReadAllTextAsync(file, stopping)
        : throw new CliException($"{option} {file}: there is no such file. Run this in the folder of the solution, or set the path.");
}

/// <summary>The files.</summary>
/// <param name="Services">The folder with the workers' folders; null for <c>services</c> in the current folder or above it.</param>
/// <param name="File">The Compose file.</param>
/// <param name="Template">The service of a worker, with NAME and FOLDER in place of its name and its folder.</param>
internal sealed record ComposeOptions(string? Services, string File, string Template);
