using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Hosting.Store.Migrations;

namespace Analytics.Worker.Migrations;

/// <summary>Creates the tables.</summary>
[DbContext(typeof(AnalyticsDbContext))]
[Migration("1001_AnalyticsTables")]
internal sealed class InitialCreate : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Booked",
            table => new
            {
                Kind = table.Column<string>(),
                Subject = table.Column<string>(),
            },
            constraints: table => table.PrimaryKey("PK_Booked", row => new { row.Kind, row.Subject }));
        migrationBuilder.CreateTable(
            "Entries",
            table => new
            {
                Id = table.Column<long>().Identity(),
                Subject = table.Column<string>(),
                Kind = table.Column<string>(),
                Day = table.Column<DateOnly>(),
                Currency = table.Column<string>(),
                Units = table.Column<long>(),
                Revenue = table.Column<decimal>(),
            },
            constraints: table => table.PrimaryKey("PK_Entries", row => row.Id));
        migrationBuilder.CreateIndex("IX_Entries_Day_Kind", "Entries", ["Day", "Kind"]);
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("Entries");
        migrationBuilder.DropTable("Booked");
    }
}
