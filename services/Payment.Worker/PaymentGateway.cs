using System.Net;
using System.Net.Http.Json;
using Store.Contracts;

namespace Payment.Worker;

/// <summary>
/// The payment gateway over HTTP. Every call carries a key made of what it is for, so that a repeated call, from whichever
/// process and however much later, is answered with the first result and moves no money again.
/// </summary>
/// <remarks>
/// What it is for is the order or the return, not the event: either of two events may settle a refund, its own or that of an
/// order which came later, and a crash between them must not pay it back under two keys.
/// </remarks>
public sealed class PaymentGateway(HttpClient http)
{
    /// <summary>Charges an order.</summary>
    /// <exception cref="HttpRequestException">The gateway did not decide; the call may be repeated.</exception>
    public Task<GatewayAnswer> ChargeAsync(string orderId, Money amount, CancellationToken cancellationToken) =>
        PostAsync("charges", IdempotencyKey.For("charge", orderId), new(orderId, amount.Amount, amount.Currency), cancellationToken);

    /// <summary>Pays an amount back.</summary>
    /// <param name="returnId">The return it is for.</param>
    /// <param name="charge">The gateway's reference of the charge it pays back, or null when none is known: then it is a credit.</param>
    /// <param name="amount">How much.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">The gateway did not decide; the call may be repeated.</exception>
    public async Task<string> RefundAsync(string returnId, string? charge, Money amount, CancellationToken cancellationToken)
    {
        var request = new GatewayRequest(returnId, amount.Amount, amount.Currency, charge);
        var answer = await PostAsync("refunds", IdempotencyKey.For("refund", returnId), request, cancellationToken);
        return answer.Reference
            ?? throw new HttpRequestException($"The payment gateway declined the refund of {returnId}: {answer.Reason}.");
    }

    private async Task<GatewayAnswer> PostAsync(
        string path, string idempotencyKey, GatewayRequest body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", idempotencyKey);

        using var response = await SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.PaymentRequired)
            throw await FailureAsync(path, response, cancellationToken);

        var answer = await response.Content.ReadFromJsonAsync<GatewayResponse>(cancellationToken);
        return response.StatusCode == HttpStatusCode.PaymentRequired
            ? GatewayAnswer.Declined(answer?.Reason ?? "unknown")
            : GatewayAnswer.Done(answer?.Id ?? throw new HttpRequestException($"The payment gateway answered {path} without an id."));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (TaskCanceledException late) when (late.InnerException is TimeoutException)
        {
            throw new TimeoutException($"The payment gateway at {http.BaseAddress} did not answer within {http.Timeout.TotalSeconds:0.###} s.", late);
        }
    }

    private static async Task<HttpRequestException> FailureAsync(
        string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return new HttpRequestException(
            $"The payment gateway at {response.RequestMessage?.RequestUri?.Authority} answered {path} with {(int)response.StatusCode}: {body[..Math.Min(body.Length, 500)]}",
            inner: null,
            response.StatusCode);
    }

    private sealed record GatewayRequest(string Reference, decimal Amount, string Currency, string? Charge = null);

    private sealed record GatewayResponse(string? Id, string? Reason);
}
