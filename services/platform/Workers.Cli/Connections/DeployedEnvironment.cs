using System.Text.Json;
using Workers.Cli.Commands;

namespace Workers.Cli.Connections;

/// <summary>An environment that was deployed from <c>deploy/</c>.</summary>
/// <param name="Region">Its region.</param>
/// <param name="QueuePrefix">The prefix of its queues and rules: the environment's name and a hyphen.</param>
/// <param name="Bus">Its event bus.</param>
internal sealed record DeployedEnvironment(string Region, string QueuePrefix, string Bus)
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads <c>deploy/environments/NAME.json</c>.</summary>
    /// <exception cref="CliException">The file is missing, is not JSON, or has no region.</exception>
    public static DeployedEnvironment Read(string name)
    {
        var folder = SolutionFolder.Find(Path.Combine("deploy", "environments")) ?? Path.Combine("deploy", "environments");
        var file = Path.Combine(folder, name + ".json");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), WithComments);
            var region = Text(document.RootElement, "region")
                ?? throw new CliException($"{file}: \"region\" is missing, such as \"eu-west-1\".");
            return new DeployedEnvironment(region, $"{name}-", Text(document.RootElement, "bus") ?? $"{name}-store");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            string[] known = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];
            var remedy = known.Length == 0
                ? "Run this in the folder of the solution."
                : $"There are: {string.Join(", ", known.Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal))}.";
            throw new CliException($"--environment {name}: there is no {file}. {remedy}", error);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new CliException($"{file}: {error.Message}", error);
        }
    }

    private static string? Text(JsonElement settings, string name) =>
        settings.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;
}
