using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Payment.Worker;

internal static class PaymentGatewayRegistration
{
    public static void AddPaymentGateway(this IServiceCollection services)
    {
        services.AddOptions<PaymentOptions>()
            .BindConfiguration("Payment")
            .Validate(options => options.GatewayAddress() is not null,
                "Payment:GatewayUrl is not an http(s) URL. Set it to the gateway's URL, such as http://127.0.0.1:5081.")
            .ValidateOnStart();

        // No retries here: the host retries the consumer, and the idempotency key of each call makes that safe.
        services.AddHttpClient<PaymentGateway>((provider, http) =>
            http.BaseAddress = provider.GetRequiredService<IOptions<PaymentOptions>>().Value.GatewayAddress());

        services.AddScoped<RefundService>();
    }
}
