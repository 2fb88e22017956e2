using System.Net.Mail;
using Workers.Hosting.Subscriptions;

namespace Store.Deploy.Environments.Rules;

/// <summary>Rules for alarms and their receivers.</summary>
internal static class AlarmRules
{
    public static IEnumerable<string> Check(EnvironmentSettings settings, ServiceFolders services)
    {
        var alarms = settings.Alarms;
        if (settings.Production && string.IsNullOrEmpty(alarms.Email) && string.IsNullOrEmpty(alarms.Https))
            yield return "alarms: production needs a receiver. Set alarms.email or alarms.https.";
        if (alarms.Email is { Length: > 0 } email && !MailAddress.TryCreate(email, out _))
            yield return $"alarms.email: '{email}' is not an email address.";
        if (alarms.Https is { Length: > 0 } https && !IsHttps(https))
            yield return $"alarms.https: '{https}' is not an HTTPS URL. Use the one that your pager has for Amazon SNS.";
        if (settings.Production && !Uri.TryCreate(alarms.RunbookUrl, UriKind.Absolute, out _))
            yield return $"alarms.runbookUrl: '{alarms.RunbookUrl}' is not a URL. Production needs the address of deploy/docs/runbook.md in your repository.";
        if (alarms.RunbookUrl.Length == 0 || alarms.RunbookUrl.Contains('#', StringComparison.Ordinal))
            yield return $"alarms.runbookUrl: '{alarms.RunbookUrl}' is not the address of the runbook, without a heading.";
        foreach (var (name, service) in settings.Services.Where(service => service.Value is not null))
        {
            if (service.OldestMessageMinutes < 1 || service.OldestMessageMinutes > QueueTopology.MessageRetention.TotalMinutes / 2)
                yield return $"services.{name}.oldestMessageMinutes: {service.OldestMessageMinutes} is not between 1 and {QueueTopology.MessageRetention.TotalMinutes / 2}.";
            if (name == services.Storefront.Name && service.OldestMessageMinutes != new ServiceSettings().OldestMessageMinutes)
                yield return $"services.{name}.oldestMessageMinutes: it has no queue. Remove the key.";
        }
    }

    private static bool IsHttps(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;
}
