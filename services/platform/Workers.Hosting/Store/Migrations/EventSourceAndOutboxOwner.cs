using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workers.Hosting.Store.Migrations;

/// <summary>
/// The source becomes part of an event's identity in the inbox; rows of the outbox get an owner and can be refused. Existing entries keep
/// an empty source, which matches any.
/// </summary>
[DbContext(typeof(DbContext))]
[Migration("0002_EventSourceAndOutboxOwner")]
internal sealed class EventSourceAndOutboxOwner : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("Source", "Inbox", maxLength: 256, nullable: false, defaultValue: "");
        migrationBuilder.DropIndex("IX_Inbox_EventId_Consumer", "Inbox");
        migrationBuilder.CreateIndex("IX_Inbox_EventId_Consumer_Source", "Inbox", ["EventId", "Consumer", "Source"], unique: true);

        migrationBuilder.AddColumn<string>("Owner", "Outbox", nullable: true);
        migrationBuilder.AddColumn<long>("RefusedAt", "Outbox", nullable: true);
        migrationBuilder.AddColumn<string>("Refusal", "Outbox", nullable: true);
    }
}
