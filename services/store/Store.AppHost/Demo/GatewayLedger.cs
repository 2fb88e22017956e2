using System.Net.Http.Json;

namespace Store.AppHost.Demo;

/// <summary>Reads the payment gateway's ledger, which has the actual payments.</summary>
internal static class GatewayLedger
{
    private const int PageSize = 10_000;

    public static async Task<List<Finding>> ReadAsync(Uri gateway, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(20) };
        List<Finding> findings = [];
        while (true)
        {
            var page = await http.GetFromJsonAsync<Page>(
                new Uri($"/ledger?skip={findings.Count}&take={PageSize}", UriKind.Relative), cancellationToken);
            findings.AddRange(page!.Entries.Select(
                line => new Finding(Expectations.Gateway, line.Kind, line.Reference, line.Count, line.Amount)));
            if (page.Entries.Count < PageSize)
                return findings;
        }
    }

    private sealed record Page(IReadOnlyList<Line> Entries);

    private sealed record Line(string Reference, string Kind, int Count, decimal Amount);
}
