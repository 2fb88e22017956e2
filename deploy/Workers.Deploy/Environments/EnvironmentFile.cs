using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workers.Deploy.Environments;

/// <summary>Reads and checks <c>deploy/environments/NAME.json</c>.</summary>
internal static class EnvironmentFile
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        // A misspelt setting must not pass for a default.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <exception cref="DeployException">There is no such environment, or its file is wrong; the message names every key.</exception>
    public static EnvironmentSettings Read(string folder, string environment, ServiceFolders services)
    {
        var path = Path.Combine(folder, environment + ".json");
        if (!File.Exists(path))
        {
            var others = Directory.GetFiles(folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
            throw new DeployException(
                $"There is no environment '{environment}': {path} is missing. "
                + $"Say -c environment=NAME with one of {string.Join(", ", others)}.");
        }

        var settings = Parse(path);
        var problems = EnvironmentRules.Check(environment, settings, services).Select(problem => $"{path}: {problem}").ToList();
        return problems.Count == 0 ? settings : throw new DeployException(string.Join(Environment.NewLine, problems));
    }

    private static EnvironmentSettings Parse(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<EnvironmentSettings>(File.ReadAllText(path), Strict)
                ?? throw new DeployException($"{path}: the file holds null, not an environment.");
        }
        catch (JsonException error)
        {
            throw new DeployException($"{path}: {error.Message}", error);
        }
    }
}
