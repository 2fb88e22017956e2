using System.Text.RegularExpressions;
using Store.Deploy.Images;

namespace Store.Deploy.Environments.Rules;

/// <summary>All rules for the settings of an environment. A rule returns a sentence for each wrong value, which names its key and the remedy.</summary>
internal static partial class EnvironmentRules
{
    /// <summary>Retention values of CloudWatch Logs (Amazon CloudWatch Logs API Reference, PutRetentionPolicy).</summary>
    private static readonly int[] LogDays =
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    public static IEnumerable<string> Check(string environment, EnvironmentSettings settings, ServiceFolders services) =>
    [
        .. Common(environment, settings),
        .. AccountRules.Check(settings),
        .. NetworkRules.Check(settings),
        .. AlarmRules.Check(settings, services),
        .. TelemetryRules.Check(settings),
        .. VpcRules.Check(settings),
        .. LoadBalancerRules.Check(settings),
        .. OwnershipRules.Check(settings),
        .. DatabaseRules.Check(environment, settings),
        .. ServiceRules.Check(settings, services),
        .. ConnectionRules.Check(settings, services),
    ];

    private static IEnumerable<string> Common(string environment, EnvironmentSettings settings)
    {
        // The longest names are those of rules, 64 characters, of which a worker's queue may have 48.
        if (!EnvironmentName().IsMatch(environment))
            yield return $"'{environment}' is not a valid environment name. Use 2 to 12 lower-case letters and digits, with a letter first.";
        if (environment == ImagesApp.Prefix)
            yield return $"'{environment}' is the name that the stacks of the image repositories begin with. Choose another name for the environment.";
        if (settings.ArchiveDays > 3650 || settings.ArchiveDays < (settings.Bus is null ? 1 : 0))
            yield return $"archiveDays: {settings.ArchiveDays} is not between 1 and 3650.";
        if (!LogDays.Contains(settings.LogDays))
            yield return $"logDays: {settings.LogDays} is not one of {string.Join(", ", LogDays)}.";
        if (settings.Architecture is not ("x86_64" or "arm64"))
            yield return $"architecture: '{settings.Architecture}' is neither x86_64 nor arm64.";
    }

    [GeneratedRegex("^[a-z][a-z0-9]{1,11}$", RegexOptions.None, 1000)]
    private static partial Regex EnvironmentName();
}
