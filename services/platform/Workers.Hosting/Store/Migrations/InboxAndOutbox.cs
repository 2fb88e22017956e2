using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workers.Hosting.Store.Migrations;

/// <summary>The tables of every worker.</summary>
[DbContext(typeof(DbContext))]
[Migration("0001_InboxAndOutbox")]
internal sealed class InboxAndOutbox : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Inbox",
            table => new
            {
                Sequence = table.Column<long>().Identity(),
                EventId = table.Column<Guid>(),
                Consumer = table.Column<string>(maxLength: 200),
                DetailType = table.Column<string>(maxLength: 128),
                CorrelationId = table.Column<Guid>(nullable: true),
                OccurredAt = table.Column<long>(),
                ProcessedAt = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("PK_Inbox", row => row.Sequence));
        migrationBuilder.CreateIndex("IX_Inbox_EventId_Consumer", "Inbox", ["EventId", "Consumer"], unique: true);
        migrationBuilder.CreateIndex("IX_Inbox_ProcessedAt", "Inbox", "ProcessedAt");

        migrationBuilder.CreateTable(
            "Outbox",
            table => new
            {
                Sequence = table.Column<long>().Identity(),
                EventId = table.Column<Guid>(),
                Source = table.Column<string>(),
                DetailType = table.Column<string>(),
                Detail = table.Column<byte[]>(),
                OccurredAt = table.Column<long>(),
                TraceHeader = table.Column<string>(nullable: true),
                Failures = table.Column<int>(),
                NotBefore = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("PK_Outbox", row => row.Sequence));
        migrationBuilder.CreateIndex("IX_Outbox_NotBefore", "Outbox", "NotBefore");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("Outbox");
        migrationBuilder.DropTable("Inbox");
    }
}
