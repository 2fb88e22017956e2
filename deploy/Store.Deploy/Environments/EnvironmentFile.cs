using System.Text.Json;
using Store.Deploy.Environments.Rules;
using Workers.Hosting.Subscriptions;

namespace Store.Deploy.Environments;

/// <summary>Reads and checks <c>deploy/environments/NAME.json</c>, and <c>NAME.pem</c> beside it.</summary>
internal static class EnvironmentFile
{
    /// <param name="folder">The folder <c>deploy/environments</c>.</param>
    /// <param name="environment">Its name.</param>
    /// <param name="services">The services of the clone.</param>
    /// <param name="deploying">Whether the templates can be deployed, which needs more settings than reading them.</param>
    /// <exception cref="DeployException">The environment does not exist, or its file is wrong; the message names every wrong key.</exception>
    public static EnvironmentSettings Read(string folder, string environment, ServiceFolders services, bool deploying = false)
    {
        var path = Find(folder, environment, "Pass -c environment=NAME with");
        var settings = ParseWithAuthorities(path);
        var problems = EnvironmentRules.Check(environment, settings, services).ToList();
        if (deploying)
            problems.AddRange(AccountRules.CheckDeployment(settings));
        return Checked(path, settings, problems);
    }

    /// <summary>Reads the file also while values are missing or wrong.</summary>
    /// <returns>The settings, and a sentence for each wrong key.</returns>
    /// <exception cref="DeployException">The environment does not exist, or its file cannot be read.</exception>
    public static (EnvironmentSettings Settings, IReadOnlyList<string> Problems) ReadIncomplete(string folder, string environment, ServiceFolders services)
    {
        var path = Find(folder, environment, "Name");
        var settings = ParseWithAuthorities(path);
        return (settings, [.. EnvironmentRules.Check(environment, settings, services).Select(problem => $"{path}: {problem}")]);
    }

    /// <summary>Reads the files of all environments, and checks only what they have in common: accounts and regions.</summary>
    /// <exception cref="DeployException">A file cannot be read, or names a wrong account or region.</exception>
    public static IReadOnlyDictionary<string, EnvironmentSettings> ReadAll(string folder) => Directory.GetFiles(folder, "*.json")
        .Order(StringComparer.Ordinal)
        .Select(path => (Path: path, Settings: Parse(path)))
        .ToDictionary(
            file => Path.GetFileNameWithoutExtension(file.Path),
            file => Checked(file.Path, file.Settings, [.. AccountRules.Check(file.Settings)]),
            StringComparer.Ordinal);

    private static EnvironmentSettings Checked(string path, EnvironmentSettings settings, List<string> problems) => problems.Count == 0
        ? settings
        : throw new DeployException(string.Join(Environment.NewLine, problems.Select(problem => $"{path}: {problem}")));

    private static string Find(string folder, string environment, string remedy)
    {
        var path = Path.Combine(folder, environment + ".json");
        if (File.Exists(path))
            return path;
        var others = Directory.GetFiles(folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        throw new DeployException($"There is no environment '{environment}': {path} is missing. {remedy} one of {string.Join(", ", others)}.");
    }

    private static EnvironmentSettings ParseWithAuthorities(string path)
    {
        var authorities = Path.ChangeExtension(path, ".pem");
        return Parse(path) with { DatabaseAuthorities = File.Exists(authorities) ? File.ReadAllText(authorities) : null };
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
