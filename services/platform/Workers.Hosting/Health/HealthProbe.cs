using Microsoft.AspNetCore.Http;

namespace Workers.Hosting.Health;

/// <summary>
/// The health check of a container: an image without a shell has no curl, but it has the program. It calls the running one, and starts
/// nothing. Programs that do not reference this project compile the file into their own.
/// </summary>
internal static class HealthProbe
{
    /// <summary>Checks the health, and exits.</summary>
    public const string Option = "--healthcheck";

    // Less than the timeout of the image's HEALTHCHECK, so that the reason is reported here.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Local address of a program, by the environment variables of its endpoints.</summary>
    /// <param name="urls"><c>ASPNETCORE_URLS</c>: the first address without TLS is used.</param>
    /// <param name="httpPorts"><c>ASPNETCORE_HTTP_PORTS</c>: the first port is used if there is no such address.</param>
    /// <param name="otherwise">The port if neither is set.</param>
    /// <exception cref="FormatException">A value is not an address or port.</exception>
    public static Uri Address(string? urls, string? httpPorts, int otherwise)
    {
        var plain = Split(urls).Select(url => BindingAddress.Parse(url)).FirstOrDefault(address => address.Scheme == Uri.UriSchemeHttp);
        if (plain is not null)
            return At(plain.Host, plain.Port);
        if (Split(httpPorts) is not [var text, ..])
            return At("127.0.0.1", otherwise);
        return ushort.TryParse(text, out var port) ? At("127.0.0.1", port) : throw new FormatException($"'{text}' is not a port.");
    }

    /// <summary>An address for all interfaces is called on loopback.</summary>
    public static Uri At(string host, int port) =>
        new UriBuilder(Uri.UriSchemeHttp, host is "+" or "*" or "0.0.0.0" or "[::]" or "::" ? "127.0.0.1" : host, port).Uri;

    /// <summary>Calls the endpoint, and writes a failure to standard error.</summary>
    /// <returns>The exit code: 0 if it is healthy, 1 if it is not or does not answer.</returns>
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
