namespace Payment.Worker;

/// <summary>Settings of the section <c>Payment</c>.</summary>
public sealed class PaymentOptions
{
    /// <summary>URL of the payment gateway. By default the simulated gateway on this machine.</summary>
    public string GatewayUrl { get; set; } = "http://127.0.0.1:5081";

    internal Uri? GatewayAddress() =>
        Uri.TryCreate(GatewayUrl.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
}
