using System.Text.RegularExpressions;

namespace Store.Deploy.Environments.Rules;

/// <summary>Rules for the account and the region.</summary>
internal static partial class AccountRules
{
    public static IEnumerable<string> Check(EnvironmentSettings settings)
    {
        foreach (var (key, account) in new[] { ("account", settings.Account), ("registryAccount", settings.RegistryAccount) })
        {
            if (account is { Length: > 0 } && !Account().IsMatch(account))
                yield return $"{key}: '{account}' is not the id of an AWS account, which has 12 digits.";
        }

        if (settings.Region is { Length: > 0 } region && !Region().IsMatch(region))
            yield return $"region: '{region}' is not a region such as eu-west-1.";

        // AWS CDK, "Customize AWS CDK bootstrapping".
        if (settings.BootstrapQualifier is { } qualifier && !Qualifier().IsMatch(qualifier))
            yield return $"bootstrapQualifier: '{qualifier}' is not a qualifier. Use 1 to 10 lower-case letters and digits.";
    }

    /// <summary>Rules for a deployment, which reading the templates does not need.</summary>
    public static IEnumerable<string> CheckDeployment(EnvironmentSettings settings)
    {
        if (string.IsNullOrEmpty(settings.Account))
            yield return "account: it is missing. Name the account that this environment is deployed to: aws sts get-caller-identity --query Account --output text.";
        if (string.IsNullOrEmpty(settings.Region))
            yield return "region: it is missing. Name the region that this environment is deployed to, such as eu-west-1.";
    }

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.None, 1000)]
    private static partial Regex Account();

    [GeneratedRegex("^[a-z]{2}(-[a-z]+)+-[0-9]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Region();

    [GeneratedRegex("^[a-z0-9]{1,10}$", RegexOptions.None, 1000)]
    private static partial Regex Qualifier();
}
