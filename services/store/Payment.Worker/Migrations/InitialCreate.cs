using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Hosting.Store.Migrations;

namespace Payment.Worker.Migrations;

/// <summary>Creates the tables.</summary>
[DbContext(typeof(PaymentDbContext))]
[Migration("1001_PaymentTables")]
internal sealed class InitialCreate : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Ledger",
            table => new
            {
                Id = table.Column<long>().Identity(),
                Subject = table.Column<string>(),
                Kind = table.Column<string>(),
                At = table.Column<DateTimeOffset>(),
            },
            constraints: table => table.PrimaryKey("PK_Ledger", row => row.Id));
        migrationBuilder.CreateTable(
            "Payments",
            table => new
            {
                OrderId = table.Column<string>(),
                Status = table.Column<string>(),
                Amount = table.Column<decimal>(),
                Currency = table.Column<string>(),
                Reference = table.Column<string>(nullable: true),
                Reason = table.Column<string>(nullable: true),
                ChangedAt = table.Column<long>(),
                Version = table.Column<int>(),
            },
            constraints: table => table.PrimaryKey("PK_Payments", row => row.OrderId));
        migrationBuilder.CreateTable(
            "Refunds",
            table => new
            {
                ReturnId = table.Column<string>(),
                OrderId = table.Column<string>(nullable: true),
                Amount = table.Column<decimal>(),
                Currency = table.Column<string>(),
                Status = table.Column<string>(),
                Reference = table.Column<string>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_Refunds", row => row.ReturnId));
        migrationBuilder.CreateIndex("IX_Payments_ChangedAt", "Payments", "ChangedAt");
        migrationBuilder.CreateIndex("IX_Refunds_OrderId", "Refunds", "OrderId");
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("Refunds");
        migrationBuilder.DropTable("Payments");
        migrationBuilder.DropTable("Ledger");
    }
}
