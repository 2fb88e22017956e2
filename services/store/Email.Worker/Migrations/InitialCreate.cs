using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Hosting.Store.Migrations;

namespace Email.Worker.Migrations;

/// <summary>Creates the tables.</summary>
[DbContext(typeof(EmailDbContext))]
[Migration("1001_EmailTables")]
internal sealed class InitialCreate : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Done",
            table => new
            {
                Kind = table.Column<string>(),
                Subject = table.Column<string>(),
            },
            constraints: table => table.PrimaryKey("PK_Done", row => new { row.Kind, row.Subject }));
        migrationBuilder.CreateTable(
            "Mails",
            table => new
            {
                Id = table.Column<long>().Identity(),
                Subject = table.Column<string>(),
                Kind = table.Column<string>(),
                Status = table.Column<string>(),
                MaskedAddress = table.Column<string>(nullable: true),
                MessageId = table.Column<string>(nullable: true),
                At = table.Column<DateTimeOffset>(),
            },
            constraints: table => table.PrimaryKey("PK_Mails", row => row.Id));
        migrationBuilder.CreateIndex("IX_Mails_Subject", "Mails", "Subject");
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("Mails");
        migrationBuilder.DropTable("Done");
    }
}
