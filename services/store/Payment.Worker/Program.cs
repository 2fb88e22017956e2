using Workers.Hosting;
using Workers.Hosting.Store;

namespace Payment.Worker;

/// <summary>The program of the payment worker.</summary>
public static class Program
{
    /// <summary>Runs the worker until it is stopped.</summary>
    public static Task<int> Main(string[] args) => WorkerApplication.RunAsync(args, Configure);

    /// <summary>Configures the worker. Tests call this too.</summary>
    public static void Configure(WorkerBuilder worker)
    {
        worker.Services.AddPaymentGateway();
        worker.AddStore<PaymentDbContext>(store => store.UseSqlite().UsePostgreSql());
        worker.AddConsumer<ChargePayment>();
        worker.AddConsumer<RefundPayment>();
        worker.Map(PaymentEndpoints.Map);
        worker.MapEffects<PaymentDbContext>(
            db => db.Ledger.Join(
                db.Payments,
                entry => entry.Subject,
                payment => payment.OrderId,
                (entry, payment) => new Effect(entry.Subject, entry.Kind, payment.Amount)),
            db => db.Ledger.Join(
                db.Refunds,
                entry => entry.Subject,
                refund => refund.ReturnId,
                (entry, refund) => new Effect(entry.Subject, entry.Kind, refund.Amount)));
    }
}
