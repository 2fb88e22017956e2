using System.Text.RegularExpressions;

namespace Store.Deploy.Environments.Rules;

/// <summary>Rules for the bus, the owner and the budget.</summary>
internal static partial class OwnershipRules
{
    public static IEnumerable<string> Check(EnvironmentSettings settings)
    {
        if (settings.Bus is { } bus && (!BusName().IsMatch(bus) || bus == "default"))
        {
            yield return $"bus: '{bus}' is not the name of a custom event bus of this account. "
                + "The default bus is not supported: it carries the events of AWS itself.";
        }

        if (settings.Owner is { } owner && !TagValue().IsMatch(owner))
            yield return $"owner: '{owner}' is not a value of a tag. Use 1 to 256 letters, digits, spaces and + - = . _ : / @.";
        if (settings.Budget is <= 0)
            yield return $"budget: {settings.Budget} is not a number of US dollars above 0.";
        if (settings.Budget is not null && string.IsNullOrEmpty(settings.Alarms.Email))
            yield return "budget: it needs alarms.email, the address that it notifies.";
    }

    // Amazon EventBridge API Reference, CreateEventBus.
    [GeneratedRegex("^[A-Za-z0-9/._-]{1,256}$", RegexOptions.None, 1000)]
    private static partial Regex BusName();

    // AWS General Reference, "Tag naming limits and requirements".
    [GeneratedRegex(@"^[\p{L}\p{Nd} +=._:/@-]{1,256}$", RegexOptions.None, 1000)]
    private static partial Regex TagValue();
}
