using System.Text.Json;
using Workers.Hosting.Subscriptions;

namespace Workers.Local.Services;

/// <summary>A project below <c>services/</c> that runs as a process of its own.</summary>
/// <param name="Name">The folder's name without <c>.Worker</c>, in lower case.</param>
/// <param name="Path">The folder.</param>
/// <param name="Program">Its built program.</param>
/// <param name="Port">The port that its <c>launchSettings.json</c> gives it.</param>
/// <param name="Subscription">Its subscription; null for what is not a worker.</param>
public sealed record ServiceFolder(string Name, string Path, string Program, int Port, Subscription? Subscription)
{
    /// <summary>Where it answers.</summary>
    public Uri Url => new($"http://127.0.0.1:{Port}");

    internal static ServiceFolder Read(string folder, string output)
    {
        var project = System.IO.Path.GetFileName(folder);
        var subscription = System.IO.Path.Combine(folder, SubscriptionFile.Name);
        return new ServiceFolder(
            project.Replace(".Worker", "", StringComparison.Ordinal).ToLowerInvariant(),
            folder,
            System.IO.Path.Combine(folder, output, project + ".dll"),
            ReadPort(System.IO.Path.Combine(folder, "Properties", "launchSettings.json")),
            File.Exists(subscription) ? SubscriptionFile.Read(subscription) : null);
    }

    private static int ReadPort(string launchSettings)
    {
        try
        {
            using var settings = JsonDocument.Parse(File.ReadAllText(launchSettings));
            var profile = settings.RootElement.GetProperty("profiles").EnumerateObject().First().Value;
            return new Uri(profile.GetProperty("applicationUrl").GetString()!.Split(';')[0]).Port;
        }
        catch (Exception error) when (
            error is IOException or JsonException or KeyNotFoundException or InvalidOperationException or UriFormatException)
        {
            throw new LocalException(
                $"{launchSettings}: a profile with an \"applicationUrl\" is needed, such as \"http://127.0.0.1:5107\" ({error.Message}).",
                error);
        }
    }
}
