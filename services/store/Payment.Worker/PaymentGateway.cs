using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Logging;
using Store.Contracts;

namespace Payment.Worker;

/// <summary>
/// Client of the payment gateway. Every call has an idempotency key, so that a repeated call, from any process and at any time, gets the
/// first result and makes no second payment.
/// </summary>
/// <remarks>
/// The key is made of the order or the return, not of the event: two different events can settle the same refund, the return itself or an
/// order that arrives later, and after a crash the refund must not be made with two keys.
/// </remarks>
public sealed partial class PaymentGateway(HttpClient http, ILogger<PaymentGateway> logger)
{
    /// <summary>Maximum characters of an answer in logs and errors.</summary>
    private const int LongestText = 500;

    /// <summary>Maximum characters of a reference or a reason, as in the contracts.</summary>
    private const int LongestId = 200;

    /// <summary>Charges an order.</summary>
    /// <exception cref="HttpRequestException">The gateway did not decide; the call may be repeated.</exception>
    public Task<GatewayAnswer> ChargeAsync(string orderId, Money amount, CancellationToken cancellationToken) =>
        PostAsync("charges", IdempotencyKey.For("charge", orderId), new(orderId, amount.Amount, amount.Currency), cancellationToken);

    /// <summary>Refunds an amount.</summary>
    /// <param name="returnId">The return.</param>
    /// <param name="charge">The gateway's reference of the refunded charge, or null if unknown: then it is a credit.</param>
    /// <param name="amount">The amount.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="HttpRequestException">The gateway did not decide; the call may be repeated.</exception>
    public Task<GatewayAnswer> RefundAsync(string returnId, string? charge, Money amount, CancellationToken cancellationToken) =>
        PostAsync("refunds", IdempotencyKey.For("refund", returnId), new(returnId, amount.Amount, amount.Currency, charge), cancellationToken);

    private async Task<GatewayAnswer> PostAsync(
        string path, string idempotencyKey, GatewayRequest body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", idempotencyKey);

        using var response = await SendAsync(request, cancellationToken);
        if (IsRejection(response.StatusCode))
        {
            LogRejected(path, body.Reference, (int)response.StatusCode, await TextAsync(response, cancellationToken));
            return GatewayAnswer.Declined("rejected");
        }

        if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.PaymentRequired)
            throw await FailureAsync(path, response, cancellationToken);

        var answer = await response.Content.ReadFromJsonAsync<GatewayResponse>(cancellationToken);
        return response.StatusCode == HttpStatusCode.PaymentRequired
            ? GatewayAnswer.Declined(Reason(answer))
            : GatewayAnswer.Done(Reference(answer) ?? throw new HttpRequestException($"The payment gateway answered {path} without an id of 1 to {LongestId} characters."));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (TaskCanceledException error) when (error.InnerException is TimeoutException)
        {
            throw new TimeoutException($"The payment gateway at {http.BaseAddress} did not answer within {http.Timeout.TotalSeconds:0.###} s.", error);
        }
    }

    /// <summary>The gateway's reason is untrusted input, because it goes into events, mails and logs.</summary>
    private static string Reason(GatewayResponse? answer) =>
        answer?.Reason is { Length: > 0 and <= LongestId } reason && !reason.Any(char.IsControl) ? reason : "unknown";

    private static string? Reference(GatewayResponse? answer) =>
        answer?.Id is { Length: > 0 and <= LongestId } id && !id.Any(char.IsControl) ? id : null;

    private static async Task<HttpRequestException> FailureAsync(
        string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await TextAsync(response, cancellationToken);
        return new HttpRequestException(
            $"The payment gateway at {response.RequestMessage?.RequestUri?.Authority} answered {path} with {(int)response.StatusCode}: {text}",
            inner: null,
            response.StatusCode);
    }

    private static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return text[..Math.Min(text.Length, LongestText)];
    }

    /// <summary>
    /// Whether the answer is about this call, so that a retry would not change it. Answers about credentials, rate or timeout concern every call.
    /// </summary>
    private static bool IsRejection(HttpStatusCode status) => status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
        and not (HttpStatusCode.Unauthorized or HttpStatusCode.PaymentRequired or HttpStatusCode.Forbidden or HttpStatusCode.RequestTimeout
            or HttpStatusCode.TooManyRequests);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The payment gateway rejected {Path} of {Reference} with {Status}: {Answer}")]
    private partial void LogRejected(string path, string reference, int status, string answer);

    private sealed record GatewayRequest(string Reference, decimal Amount, string Currency, string? Charge = null);

    private sealed record GatewayResponse(string? Id, string? Reason);
}
