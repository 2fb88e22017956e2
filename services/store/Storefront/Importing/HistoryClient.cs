using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Storefront.Callers;
using Storefront.History;

namespace Storefront.Importing;

/// <summary>Brings invoices to a running Storefront.</summary>
internal sealed class HistoryClient(HttpClient http)
{
    /// <summary>Sends one batch.</summary>
    /// <exception cref="ImportException">The Storefront is not there, or does not take it.</exception>
    public async Task<HistoryAnswer> SendAsync(HistoryBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.PostAsJsonAsync("history", batch, HistoryBatch.Json, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw Refused(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));

            return await response.Content.ReadFromJsonAsync<HistoryAnswer>(HistoryBatch.Json, cancellationToken)
                ?? throw Strange();
        }
        catch (HttpRequestException unreachable)
        {
            throw Lost(unreachable.Message);
        }
        catch (TaskCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw Lost(late.Message);
        }
        catch (JsonException)
        {
            throw Strange();
        }
    }

    private ImportException Lost(string why) => new(
        $"The Storefront at {http.BaseAddress} cannot be reached: {why.TrimEnd('.')}. Start it, or name another with --url. " +
        "What was imported stays; running the import again goes on from there.",
        ImportException.NoStorefront);

    private ImportException Strange() => new($"What answers at {http.BaseAddress} is not a Storefront.", ImportException.NoStorefront);

    private ImportException Refused(HttpStatusCode status, string body) => new(
        $"The Storefront at {http.BaseAddress} " + status switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed =>
                "takes no history. Set Storefront__History=true where it runs; it is the default only in the environment Development.",
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                $"takes history only with a token of its authority that is valid and has the scope {CallerAuthentication.History}. Set {ImportCommand.TokenVariable} to one.",
            _ => $"answered {(int)status}: {body[..Math.Min(body.Length, 1000)]}",
        },
        ImportException.NoStorefront);
}
