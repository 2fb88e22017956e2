using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Doctor;

/// <summary>What a running program says of itself.</summary>
/// <param name="Name">The service.</param>
/// <param name="Url">Its address.</param>
/// <param name="NotReady">Why it is not ready; null if it is.</param>
/// <param name="Unsent">Events in its outbox that are due.</param>
/// <param name="Refused">Events that EventBridge refused.</param>
/// <param name="OldestUnsent">Seconds for which the oldest of the unsent events waits.</param>
/// <param name="Packages">The versions of its packages and contracts, by name.</param>
internal sealed record RunningProgram(
    string Name, Uri Url, string? NotReady, int Unsent, int Refused, double OldestUnsent, IReadOnlyDictionary<string, string> Packages)
{
    private const int MaxDepth = 4;

    /// <summary>The folders of programs with a port in their launch settings, by name.</summary>
    /// <param name="services">The folder with their folders.</param>
    public static IReadOnlyList<ServiceFolder> Folders(string services) =>
    [
        .. Directory.GetFiles(services, "launchSettings.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MaxDepth })
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "Properties")
            .Select(file => ServiceFolder.Read(Path.GetDirectoryName(Path.GetDirectoryName(file))!, output: ""))
            .OrderBy(folder => folder.Name, StringComparer.Ordinal),
    ];

    /// <summary>Asks a program. A program without a store has no outbox, and one that is not on the platform, such as a simulator, has none of these endpoints.</summary>
    /// <returns>Its answer; null if nothing answers.</returns>
    public static async Task<RunningProgram?> AskAsync(HttpClient http, ServiceFolder folder, CancellationToken cancellationToken)
    {
        var ready = await GetAsync(http, new Uri(folder.Url, "health/ready"), cancellationToken);
        if (ready is not { } health)
            return null;
        var outbox = (await GetAsync(http, new Uri(folder.Url, "outbox"), cancellationToken))?.Json;
        var about = (await GetAsync(http, new Uri(folder.Url, "about"), cancellationToken))?.Json;
        return new RunningProgram(
            folder.Name,
            folder.Url,
            health.IsSuccess || health.IsMissing ? null : Reason(health.Json),
            (int?)outbox?["unsent"] ?? 0,
            (int?)outbox?["refused"] ?? 0,
            (double?)outbox?["oldestUnsentSeconds"] ?? 0,
            (about?["packages"] as JsonObject)?.ToDictionary(one => one.Key, one => $"{one.Value}") ?? []);
    }

    private static string Reason(JsonNode? health) => string.Join(
        " ",
        (health?["checks"] as JsonObject)?.Where(check => (string?)check.Value?["status"] != "Healthy").Select(check => $"{check.Key}: {(string?)check.Value?["reason"] ?? "no reason"}")
            ?? ["no answer that is known."]);

    private static async Task<(bool IsSuccess, bool IsMissing, JsonNode? Json)?> GetAsync(HttpClient http, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(url, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return (answer.IsSuccessStatusCode, answer.StatusCode == System.Net.HttpStatusCode.NotFound, answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true ? JsonNode.Parse(text) : null);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
