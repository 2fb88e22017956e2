using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Logging;
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
public sealed partial class PaymentGateway(HttpClient http, ILogger<PaymentGateway> logger)
{
    /// <summary>Characters of an answer in logs and errors.</summary>
    private const int LongestText = 500;

    /// <summary>Characters of a reference or a reason, as the contracts have them.</summary>
    private const int LongestId = 200;

    /// <summary>Charges an order.</summary>
    /// <exception cref="HttpRequestException">The gateway did not decide; the call may be repeated.</exception>
    public Task<GatewayAnswer> ChargeAsync(string orderId, Money amount, CancellationToken cancellationToken) =>
        PostAsync("charges", IdempotencyKey.For("charge", orderId), new(orderId, amount.Amount, amount.Currency), cancellationToken);

    /// <summary>Pays an amount back.</summary>
    /// <param name="returnId">The return it is for.</param>
    /// <param name="charge">The gateway's reference of the charge it pays back, or null when none is known: then it is a credit.</param>
    /// <param name="amount">How much.</param>
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
        catch (TaskCanceledException late) when (late.InnerException is TimeoutException)
        {
            throw new TimeoutException($"The payment gateway at {http.BaseAddress} did not answer within {http.Timeout.TotalSeconds:0.###} s.", late);
        }
    }

    /// <summary>What a gateway says is not ours to trust: it goes into events, mails and logs.</summary>
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
    /// An answer about this call, which a repetition would not change. One about the credentials, the rate or the time concerns every call.
    /// </summary>
    private static bool IsRejection(HttpStatusCode status) => status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
        and not (HttpStatusCode.Unauthorized or HttpStatusCode.PaymentRequired or HttpStatusCode.Forbidden or HttpStatusCode.RequestTimeout
            or HttpStatusCode.TooManyRequests);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The payment gateway rejected {Path} of {Reference} with {Status}: {Answer}")]
    private partial void LogRejected(string path, string reference, int status, string answer);

    private sealed record GatewayRequest(string Reference, decimal Amount, string Currency, string? Charge = null);

    private sealed record GatewayResponse(string? Id, string? Reason);
}
