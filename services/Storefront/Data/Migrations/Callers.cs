using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Storefront.Data.Migrations;

/// <summary>Users and idempotency keys belong to a caller, and keys expire.</summary>
[DbContext(typeof(StorefrontDbContext))]
[Migration("1002_Callers")]
internal sealed class Callers : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("CustomerId", "Users", nullable: true);
        migrationBuilder.CreateTable(
            "IdempotencyKeys",
            table => new
            {
                Caller = table.Column<string>(),
                Operation = table.Column<string>(),
                Key = table.Column<string>(),
                BodyHash = table.Column<string>(),
                Location = table.Column<string>(nullable: true),
                Answer = table.Column<string>(),
                CreatedAt = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("PK_IdempotencyKeys", row => new { row.Caller, row.Operation, row.Key }));
        migrationBuilder.CreateIndex("IX_IdempotencyKeys_CreatedAt", "IdempotencyKeys", "CreatedAt");

        // Repeats of requests that were answered before are still known as such, for as long as if they were answered now.
        migrationBuilder.Sql(
            $"""
             INSERT INTO "IdempotencyKeys" ("Caller", "Operation", "Key", "BodyHash", "Location", "Answer", "CreatedAt")
             SELECT '', "Operation", "Key", "BodyHash", "Location", "Answer", {DateTime.UtcNow.Ticks} FROM "Answers"
             """);
        migrationBuilder.DropTable("Answers");
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Answers",
            table => new
            {
                Operation = table.Column<string>(),
                Key = table.Column<string>(),
                BodyHash = table.Column<string>(),
                Location = table.Column<string>(nullable: true),
                Answer = table.Column<string>(),
                At = table.Column<DateTimeOffset>(),
            },
            constraints: table => table.PrimaryKey("PK_Answers", row => new { row.Operation, row.Key }));
        migrationBuilder.DropTable("IdempotencyKeys");
        migrationBuilder.DropColumn("CustomerId", "Users");
    }
}
