using System.Net.Mail;

namespace Workers.Deploy.Environments.Rules;

/// <summary>Rules for the receivers of alarms.</summary>
internal static class AlarmRules
{
    public static IEnumerable<string> Check(EnvironmentSettings settings)
    {
        if (settings.Production && string.IsNullOrEmpty(settings.AlarmEmail))
            yield return "alarmEmail: production needs an address for alarms.";
        if (settings.AlarmEmail is { Length: > 0 } email && !MailAddress.TryCreate(email, out _))
            yield return $"alarmEmail: '{email}' is not an email address.";
    }
}
