using Invoices.Contracts;
using MassTransit;

namespace Reminder.Worker;

/// <summary>
/// After it, the host commits its rows, the inbox entry and published events in one transaction. It skips a second copy of an event.
/// </summary>
public sealed class ScheduleReminder(ReminderDbContext db) : IConsumer<InvoiceIssued>
{
    public Task Consume(ConsumeContext<InvoiceIssued> context)
    {
        db.Reminders.Add(new Reminder { Number = context.Message.Number, DueOn = context.Message.DueOn });
        return Task.CompletedTask;
    }
}
