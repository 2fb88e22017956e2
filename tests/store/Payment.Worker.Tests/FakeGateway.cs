using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;

namespace Payment.Worker.Tests;

/// <summary>A gateway that answers at once and remembers who asked for what.</summary>
internal sealed class FakeGateway : HttpMessageHandler
{
    public List<(string Path, string Key, JsonElement Body)> Calls { get; } = [];

    public HttpStatusCode Status { get; set; } = HttpStatusCode.Created;

    /// <summary>The answer to a path; <see cref="Status"/> by default.</summary>
    public Func<string, HttpStatusCode>? StatusOf { get; set; }

    public PaymentGateway Client() =>
        new(new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://gateway.example/") }, NullLogger<PaymentGateway>.Instance);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadFromJsonAsync<JsonElement>(cancellationToken);
        Calls.Add((request.RequestUri!.AbsolutePath, request.Headers.GetValues("Idempotency-Key").Single(), body));
        var status = StatusOf?.Invoke(request.RequestUri.AbsolutePath) ?? Status;
        return new HttpResponseMessage(status)
        {
            Content = status == HttpStatusCode.PaymentRequired
                ? JsonContent.Create(new { status = "declined", reason = "insufficient_funds" })
                : JsonContent.Create(new { id = $"ref_{Calls.Count}", status = "charged" }),
        };
    }
}
