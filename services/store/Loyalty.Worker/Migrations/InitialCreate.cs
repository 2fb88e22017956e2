using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Hosting.Store.Migrations;

namespace Loyalty.Worker.Migrations;

/// <summary>Creates the tables.</summary>
[DbContext(typeof(LoyaltyDbContext))]
[Migration("1001_LoyaltyTables")]
internal sealed class InitialCreate : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Entries",
            table => new
            {
                Id = table.Column<long>().Identity(),
                Account = table.Column<string>(),
                Subject = table.Column<string>(),
                Kind = table.Column<string>(),
                Points = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("PK_Entries", row => row.Id));
        migrationBuilder.CreateTable(
            "Settled",
            table => new
            {
                Kind = table.Column<string>(),
                Subject = table.Column<string>(),
            },
            constraints: table => table.PrimaryKey("PK_Settled", row => new { row.Kind, row.Subject }));
        migrationBuilder.CreateIndex("IX_Entries_Account", "Entries", "Account");
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("Settled");
        migrationBuilder.DropTable("Entries");
    }
}
