using System.Text.Json;
using Workers.Deploy.Environments.Rules;
using Workers.Hosting.Subscriptions;

namespace Workers.Deploy.Environments;

/// <summary>Reads and checks <c>deploy/environments/NAME.json</c>, and <c>NAME.pem</c> beside it.</summary>
internal static class EnvironmentFile
{
    /// <exception cref="DeployException">The environment does not exist, or its file is wrong; the message names every wrong key.</exception>
    public static EnvironmentSettings Read(string folder, string environment, ServiceFolders services)
    {
        var path = Path.Combine(folder, environment + ".json");
        if (!File.Exists(path))
        {
            var others = Directory.GetFiles(folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
            throw new DeployException(
                $"There is no environment '{environment}': {path} is missing. "
                + $"Pass -c environment=NAME with one of {string.Join(", ", others)}.");
        }

        var authorities = Path.ChangeExtension(path, ".pem");
        var settings = Parse(path) with { DatabaseAuthorities = File.Exists(authorities) ? File.ReadAllText(authorities) : null };
        var problems = EnvironmentRules.Check(environment, settings, services).Select(problem => $"{path}: {problem}").ToList();
        return problems.Count == 0 ? settings : throw new DeployException(string.Join(Environment.NewLine, problems));
    }

    private static EnvironmentSettings Parse(string path)
    {
        try
        {
            return StrictJson.Read<EnvironmentSettings>(File.ReadAllText(path));
        }
        catch (JsonException error)
        {
            throw new DeployException($"{path}: {error.Message}", error);
        }
    }
}
