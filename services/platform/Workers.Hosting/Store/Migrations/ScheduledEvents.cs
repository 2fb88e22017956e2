using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workers.Hosting.Store.Migrations;

/// <summary>Rows of the outbox can be due later, be cancelled, and go to a queue.</summary>
[DbContext(typeof(DbContext))]
[Migration("0003_ScheduledEvents")]
internal sealed class ScheduledEvents : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("Queue", "Outbox", nullable: true);
        migrationBuilder.AddColumn<long>("ScheduledAt", "Outbox", nullable: true);
        migrationBuilder.AddColumn<Guid>("SchedulingToken", "Outbox", nullable: true);
        migrationBuilder.CreateIndex("IX_Outbox_SchedulingToken", "Outbox", "SchedulingToken", filter: OutboxEntryConfiguration.Scheduled);
    }
}
