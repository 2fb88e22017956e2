using Microsoft.AspNetCore.Http;

namespace Workers.Hosting.Health;

/// <summary>
/// What a container's health check runs: an image without a shell has no curl, but it has the program. It asks the one that runs beside
/// it, and starts nothing. Programs that do not know this project compile the file into their own.
/// </summary>
internal static class HealthProbe
{
    /// <summary>Asks for the health, and ends.</summary>
    public const string Option = "--healthcheck";

    // Less than the time-out of the image's HEALTHCHECK, so that the reason is reported here.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Where a program answers from its own machine, by the environment that says where it listens.</summary>
    /// <param name="urls"><c>ASPNETCORE_URLS</c>: the first address without TLS counts.</param>
    /// <param name="httpPorts"><c>ASPNETCORE_HTTP_PORTS</c>: the first counts, where there is no such address.</param>
    /// <param name="otherwise">The port where neither is set.</param>
    /// <exception cref="FormatException">What stands there is no address, or no port.</exception>
    public static Uri Address(string? urls, string? httpPorts, int otherwise)
    {
        var plain = Split(urls).Select(url => BindingAddress.Parse(url)).FirstOrDefault(address => address.Scheme == Uri.UriSchemeHttp);
        if (plain is not null)
            return At(plain.Host, plain.Port);
        if (Split(httpPorts) is not [var text, ..])
            return At("127.0.0.1", otherwise);
        return ushort.TryParse(text, out var port) ? At("127.0.0.1", port) : throw new FormatException($"'{text}' is not a port.");
    }

    /// <summary>What listens on every address is asked on loopback.</summary>
    public static Uri At(string host, int port) =>
        new UriBuilder(Uri.UriSchemeHttp, host is "+" or "*" or "0.0.0.0" or "[::]" or "::" ? "127.0.0.1" : host, port).Uri;

    /// <summary>Asks, and says why not on standard error.</summary>
    /// <returns>The process's exit code: 0 when it is healthy, 1 when it is not or does not answer.</returns>
    public static async Task<int> AskAsync(Uri address, string path)
    {
        var health = new Uri(address, path);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(health);
            var body = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode)
            {
                Console.WriteLine(body);
                return 0;
            }

            await Console.Error.WriteLineAsync($"{health} answers {(int)answer.StatusCode}: {body}");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            await Console.Error.WriteLineAsync($"{health} does not answer: {error.Message}");
        }
        catch (TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"{health} does not answer within {Patience.TotalSeconds:0} s.");
        }

        return 1;
    }

    private static string[] Split(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
