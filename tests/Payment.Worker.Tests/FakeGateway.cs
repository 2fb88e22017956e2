using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Payment.Worker.Tests;

/// <summary>A gateway that answers at once and remembers who asked for what.</summary>
internal sealed class FakeGateway : HttpMessageHandler
{
    public List<(string Path, string Key, JsonElement Body)> Calls { get; } = [];

    public HttpStatusCode Status { get; set; } = HttpStatusCode.Created;

    public PaymentGateway Client() => new(new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://gateway.example/") });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadFromJsonAsync<JsonElement>(cancellationToken);
        Calls.Add((request.RequestUri!.AbsolutePath, request.Headers.GetValues("Idempotency-Key").Single(), body));
        return new HttpResponseMessage(Status)
        {
            Content = Status == HttpStatusCode.PaymentRequired
                ? JsonContent.Create(new { status = "declined", reason = "insufficient_funds" })
                : JsonContent.Create(new { id = $"ref_{Calls.Count}", status = "charged" }),
        };
    }
}
