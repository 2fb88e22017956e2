using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Storefront.Data.Migrations;

/// <summary>Adds the caller to users and idempotency keys, and the expiry of keys.</summary>
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

        // Keeps the answers from before the migration. They expire as usual.
        migrationBuilder.Sql(
            $"""
             INSERT INTO "IdempotencyKeys" ("Caller", "Operation", "Key", "BodyHash", "Location", "Answer", "CreatedAt")
             SELECT '', "Operation", "Key", "BodyHash", "Location", "Answer", {Ticks(migrationBuilder)} FROM "Answers"
             """);
        migrationBuilder.DropTable("Answers");
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        InitialCreate.CreateAnswers(migrationBuilder);
        migrationBuilder.DropTable("IdempotencyKeys");
        migrationBuilder.DropColumn("CustomerId", "Users");
    }

    /// <summary>The column <c>At</c> in UTC ticks: 10,000,000 per second since the start of year 1.</summary>
    private static string Ticks(MigrationBuilder migrationBuilder) => migrationBuilder.IsNpgsql()
        ? """CAST(EXTRACT(EPOCH FROM "At") AS bigint) * 10000000 + 621355968000000000"""
        : """CAST(strftime('%s', "At") AS INTEGER) * 10000000 + 621355968000000000""";
}
