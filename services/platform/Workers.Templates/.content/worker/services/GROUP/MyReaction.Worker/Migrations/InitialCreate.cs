using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Hosting.Store.Migrations;

namespace MyReaction.Worker.Migrations;

/// <summary>Creates the tables. Columns have no type, so that it works on SQLite and PostgreSQL.</summary>
[DbContext(typeof(MyReactionDbContext))]
[Migration("1001_InitialCreate")]
internal sealed class InitialCreate : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Entries",
        table => new { Id = table.Column<long>().Identity(), Event = table.Column<Guid>() },
        constraints: table => table.PrimaryKey("PK_Entries", row => row.Id));

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("Entries");
}
