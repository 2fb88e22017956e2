using Store.Deploy.Environments;

namespace Store.Deploy.Images;

/// <summary>The registry that has the images of all environments.</summary>
/// <param name="Account">Its account; null if no environment names one yet.</param>
/// <param name="Region">Its region; null if no environment names one yet.</param>
/// <param name="Readers">The other accounts that pull images from it.</param>
internal sealed record ImageRegistry(string? Account, string? Region, IReadOnlyList<string> Readers)
{
    /// <exception cref="DeployException">The environments name different registries.</exception>
    public static ImageRegistry Of(IReadOnlyDictionary<string, EnvironmentSettings> environments)
    {
        var account = One(environments, "registryAccount", settings => settings.Registry);
        var region = One(environments, "region", settings => settings.Region);
        var readers = environments.Values.Select(settings => settings.Account)
            .OfType<string>().Where(reader => reader.Length > 0 && reader != account);
        return new ImageRegistry(account, region, [.. readers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    private static string? One(
        IReadOnlyDictionary<string, EnvironmentSettings> environments, string key, Func<EnvironmentSettings, string?> value)
    {
        var named = environments.Where(environment => !string.IsNullOrEmpty(value(environment.Value))).ToList();
        return named.Select(environment => value(environment.Value)).Distinct(StringComparer.Ordinal).Count() <= 1
            ? named.Select(environment => value(environment.Value)).FirstOrDefault()
            : throw new DeployException(
                $"{key}: all environments pull their images from one registry, but they name different ones: "
                + $"{string.Join(", ", named.Select(environment => $"{environment.Key} {value(environment.Value)}"))}. "
                + $"Set {key} to the same value in each file of deploy/environments.");
    }
}
