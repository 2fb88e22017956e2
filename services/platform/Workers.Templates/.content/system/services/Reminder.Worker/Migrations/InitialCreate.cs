using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Reminder.Worker.Migrations;

/// <summary>Creates the tables. Columns have no type, so that it works on SQLite and PostgreSQL.</summary>
[DbContext(typeof(ReminderDbContext))]
[Migration("1001_InitialCreate")]
internal sealed class InitialCreate : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Reminders",
        table => new { Number = table.Column<string>(), DueOn = table.Column<DateOnly>() },
        constraints: table => table.PrimaryKey("PK_Reminders", row => row.Number));

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("Reminders");
}
