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
                "Payment:GatewayUrl is not an http(s) address. Set it to the gateway's, such as http://127.0.0.1:5081.")
            .ValidateOnStart();

        // No retries here: the host tries the consumer again, and the idempotency key on each call makes that safe.
        services.AddHttpClient<PaymentGateway>((provider, http) =>
            http.BaseAddress = provider.GetRequiredService<IOptions<PaymentOptions>>().Value.GatewayAddress());

        services.AddScoped<RefundService>();
    }
}
