using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Hosting.Store.Migrations;

namespace Profile.Worker.Migrations;

/// <summary>Creates the tables.</summary>
[DbContext(typeof(ProfileDbContext))]
[Migration("1001_ProfileTables")]
internal sealed class InitialCreate : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Journal",
            table => new
            {
                Id = table.Column<long>().Identity(),
                UserId = table.Column<string>(),
                Kind = table.Column<string>(),
                At = table.Column<DateTimeOffset>(),
            },
            constraints: table => table.PrimaryKey("PK_Journal", row => row.Id));
        migrationBuilder.CreateTable(
            "Profiles",
            table => new
            {
                UserId = table.Column<string>(),
                Email = table.Column<string>(),
                Name = table.Column<string>(),
                RegisteredAt = table.Column<DateTimeOffset>(),
            },
            constraints: table => table.PrimaryKey("PK_Profiles", row => row.UserId));
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("Profiles");
        migrationBuilder.DropTable("Journal");
    }
}
