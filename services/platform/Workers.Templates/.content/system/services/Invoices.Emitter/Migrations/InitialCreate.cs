using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Invoices.Emitter.Migrations;

/// <summary>Creates the tables. Columns have no type, so that it works on SQLite and PostgreSQL.</summary>
[DbContext(typeof(InvoicesDbContext))]
[Migration("1001_InitialCreate")]
internal sealed class InitialCreate : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Invoices",
        table => new { Number = table.Column<string>(), Amount = table.Column<decimal>() },
        constraints: table => table.PrimaryKey("PK_Invoices", row => row.Number));

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("Invoices");
}
