using Microsoft.EntityFrameworkCore;
using Store.Contracts.Orders;
using Storefront.Data;
using Storefront.Requests;
using Workers.EventBridge.Envelope;
using Workers.Hosting.Store;

namespace Storefront.History;

/// <summary>Creates orders and returns from new invoices; <see cref="IdempotentRequests"/> saves them together.</summary>
internal sealed class ImportHistory(StorefrontDbContext db, IEventOutbox outbox)
{
    public async Task<Decision> HandleAsync(HistoryBatch batch, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(batch, cancellationToken);
        var (accepted, repeated, refused) = (new List<string>(), new List<string>(), new List<RefusedInvoice>());
        foreach (var invoice in batch.Invoices)
        {
            if (invoice.Problems().ToList() is { Count: > 0 } problems)
            {
                refused.Add(new RefusedInvoice(invoice.Number, string.Join(' ', problems)));
            }
            else if (!known.Add(invoice.Number))
            {
                repeated.Add(invoice.Number);
            }
            else
            {
                await AddAsync(invoice, cancellationToken);
                accepted.Add(invoice.Number);
            }
        }

        return Decision.Accept(location: null, new HistoryAnswer(accepted, repeated, refused));
    }

    private async Task<HashSet<string>> KnownAsync(HistoryBatch batch, CancellationToken cancellationToken)
    {
        var numbers = batch.Invoices.Select(invoice => invoice.Number).ToList();
        var orders = db.Orders.Where(row => numbers.Contains(row.OrderId)).Select(row => row.OrderId);
        var returns = db.Returns.Where(row => numbers.Contains(row.ReturnId)).Select(row => row.ReturnId);
        return (await orders.Concat(returns).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
    }

    private Task AddAsync(HistoricInvoice invoice, CancellationToken cancellationToken)
    {
        switch (invoice.ToEvent())
        {
            case OrderCreated created:
                db.Orders.Add(Order.Of(created));
                return outbox.AddAsync(created, EventIds.ToGuid(created.OrderId), cancellationToken);

            case OrderReturned returned:
                db.Returns.Add(new AcceptedReturn
                {
                    ReturnId = returned.ReturnId,
                    OrderId = returned.OrderId,
                    ReturnedAt = returned.ReturnedAt,
                    Refund = returned.Refund.Amount,
                    Currency = returned.Refund.Currency,
                });
                return outbox.AddAsync(returned, EventIds.ToGuid(returned.ReturnId), cancellationToken);

            case var other:
                throw new InvalidOperationException($"{other.GetType()} is not an event of the history.");
        }
    }
}
