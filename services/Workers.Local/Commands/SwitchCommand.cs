using Workers.Local.Control;

namespace Workers.Local.Commands;

internal static class SwitchCommand
{
    public static async Task<int> RunAsync(string verb, string worker, int controlPort, CancellationToken stopping)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{controlPort}"), Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Add(LocalOnly.Header, "1");
        using var answer = await AskAsync(http, new Uri($"/workers/{Uri.EscapeDataString(worker)}/{verb}", UriKind.Relative), stopping);
        if (!answer.IsSuccessStatusCode)
            throw new LocalException(
                $"{worker} could not be switched ({(int)answer.StatusCode}): {await answer.Content.ReadAsStringAsync(stopping)}");

        await Console.Out.WriteLineAsync(verb == "stop" ? $"{worker} is stopped" : $"{worker} starts");
        return 0;
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, Uri path, CancellationToken stopping)
    {
        try
        {
            return await http.PostAsync(path, content: null, stopping);
        }
        catch (HttpRequestException error)
        {
            throw new LocalException(
                $"Nothing runs here: {error.Message} Start it with: dotnet run --project services/Workers.Local", error);
        }
    }
}
