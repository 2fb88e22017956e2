using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Storefront.Callers;
using Storefront.History;

namespace Storefront.Importing;

/// <summary>Sends invoices to a running Storefront.</summary>
internal sealed class HistoryClient(HttpClient http)
{
    /// <summary>Sends one batch.</summary>
    /// <exception cref="ImportException">The Storefront cannot be reached, or refuses the batch.</exception>
    public async Task<HistoryAnswer> SendAsync(HistoryBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.PostAsJsonAsync("history", batch, HistoryBatch.Json, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw Refused(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));

            return await response.Content.ReadFromJsonAsync<HistoryAnswer>(HistoryBatch.Json, cancellationToken)
                ?? throw Unexpected();
        }
        catch (HttpRequestException unreachable)
        {
            throw Unreachable(unreachable.Message);
        }
        catch (TaskCanceledException timeout) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(timeout.Message);
        }
        catch (JsonException)
        {
            throw Unexpected();
        }
    }

    private ImportException Unreachable(string why) => new(
        $"The Storefront at {http.BaseAddress} cannot be reached: {why.TrimEnd('.')}. Start it, or set another URL with --url. " +
        "Imported invoices stay; run the import again to continue.",
        ImportException.NoStorefront);

    private ImportException Unexpected() => new($"The server at {http.BaseAddress} is not a Storefront.", ImportException.NoStorefront);

    private ImportException Refused(HttpStatusCode status, string body) => new(
        $"The Storefront at {http.BaseAddress} " + status switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed =>
                "does not accept history. Start it with Storefront__History=true, which is the default only in the environment Development.",
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                $"accepts history only with a valid token of its authority with the scope {CallerAuthentication.History}. Set {ImportCommand.TokenVariable} to the token.",
            _ => $"answered {(int)status}: {body[..Math.Min(body.Length, 1000)]}",
        },
        ImportException.NoStorefront);
}
