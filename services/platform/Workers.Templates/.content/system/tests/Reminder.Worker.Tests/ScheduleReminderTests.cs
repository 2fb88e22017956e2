using Invoices.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Reminder.Worker.Tests;

public sealed class ScheduleReminderTests
{
    [Fact]
    public async Task An_invoice_gets_one_reminder_on_the_day_it_is_due()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var aws = await LocalAwsFixture.StartAsync(cancellationToken: cancelled);
        var worker = await aws.StartWorkerAsync(Program.Configure, cancellationToken: cancelled);

        await aws.PublishAsync(ExampleEvent.Of<InvoiceIssued>() with { Number = "i-1", DueOn = new DateOnly(2026, 7, 1) }, cancelled);
        await aws.UntilIdleAsync(cancellationToken: cancelled);

        await using var scope = worker.Services.CreateAsyncScope();
        var reminder = await scope.ServiceProvider.GetRequiredService<ReminderDbContext>().Reminders.SingleAsync(cancelled);
        Assert.Equal(("i-1", new DateOnly(2026, 7, 1)), (reminder.Number, reminder.DueOn));
    }
}
