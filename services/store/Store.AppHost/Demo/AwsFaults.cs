using System.Net.Http.Json;

namespace Store.AppHost.Demo;

/// <summary>Turns fault injection of LocalAws on and off.</summary>
internal sealed class AwsFaults(Uri aws)
{
    private static readonly object Faults = new
    {
        throttle = 0.05,
        serverError = 0.05,
        dropBefore = 0.01,
        dropAfter = 0.01,
        failedEntries = 0.05,
        duplicate = 0.05,
        reorder = 0.05,
    };

    private readonly Uri _faults = new(aws, "/_localaws/faults");

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var answer = await http.PutAsJsonAsync(_faults, Faults, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Turns off fault injection.</summary>
    /// <returns>Number of injected faults, by kind.</returns>
    public async Task<IReadOnlyDictionary<string, long>> EndAsync()
    {
        using var http = new HttpClient();
        using var answer = await http.DeleteAsync(_faults);
        return (await answer.Content.ReadFromJsonAsync<State>())!.Injected;
    }

    private sealed record State(IReadOnlyDictionary<string, long> Injected);
}
