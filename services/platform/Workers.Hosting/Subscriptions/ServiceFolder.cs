using System.Text.Json;

namespace Workers.Hosting.Subscriptions;

/// <summary>The folder of a project that runs in its own process; with a <c>subscription.json</c> it is a worker.</summary>
/// <param name="Name">The folder's name without <c>.Worker</c>, in lower case, with dashes for dots.</param>
/// <param name="Path">The folder.</param>
/// <param name="Program">Its built program.</param>
/// <param name="Port">The port of the <c>applicationUrl</c> in its <c>launchSettings.json</c>.</param>
/// <param name="Subscription">Its subscription; null if it is not a worker.</param>
public sealed record ServiceFolder(string Name, string Path, string Program, int Port, Subscription? Subscription)
{
    /// <summary>Its address.</summary>
    public Uri Url => new($"http://127.0.0.1:{Port}");

    /// <summary>The name of a folder's service: without <c>.Worker</c>, in lower case, with dashes for dots.</summary>
    /// <param name="folder">The folder's name, such as <c>Thanks.Worker</c>.</param>
    public static string NameOf(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Replace(".Worker", "", StringComparison.Ordinal).ToLowerInvariant().Replace('.', '-');
    }

    /// <summary>Reads the folder's files.</summary>
    /// <param name="folder">The folder, named after the project in it.</param>
    /// <param name="output">Path of the built program, relative to the folder, such as <c>bin/Debug/net10.0</c>.</param>
    /// <exception cref="SubscriptionException">A file is missing or wrong; the message names it.</exception>
    public static ServiceFolder Read(string folder, string output)
    {
        var project = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(folder));
        var subscription = System.IO.Path.Combine(folder, SubscriptionFile.Name);
        return new ServiceFolder(
            NameOf(project),
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
            throw new SubscriptionException(
                $"{launchSettings}: a profile with an \"applicationUrl\" is needed, such as \"http://127.0.0.1:5107\" ({error.Message}).",
                error);
        }
    }
}
