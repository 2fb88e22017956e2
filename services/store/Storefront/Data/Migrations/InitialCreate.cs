using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Storefront.Data.Migrations;

/// <summary>Creates the tables.</summary>
[DbContext(typeof(StorefrontDbContext))]
[Migration("1001_StorefrontTables")]
internal sealed class InitialCreate : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        CreateAnswers(migrationBuilder);
        migrationBuilder.CreateTable(
            "Orders",
            table => new
            {
                OrderId = table.Column<string>(),
                CustomerId = table.Column<string>(nullable: true),
                Email = table.Column<string>(nullable: true),
                Name = table.Column<string>(nullable: true),
                PlacedAt = table.Column<DateTimeOffset>(),
                Total = table.Column<decimal>(),
                Currency = table.Column<string>(),
                Version = table.Column<int>(),
            },
            constraints: table => table.PrimaryKey("PK_Orders", row => row.OrderId));
        migrationBuilder.CreateTable(
            "Returns",
            table => new
            {
                ReturnId = table.Column<string>(),
                OrderId = table.Column<string>(nullable: true),
                ReturnedAt = table.Column<DateTimeOffset>(),
                Refund = table.Column<decimal>(),
                Currency = table.Column<string>(),
            },
            constraints: table => table.PrimaryKey("PK_Returns", row => row.ReturnId));
        migrationBuilder.CreateTable(
            "Users",
            table => new
            {
                UserId = table.Column<string>(),
                Email = table.Column<string>(),
                Name = table.Column<string>(),
                RegisteredAt = table.Column<DateTimeOffset>(),
            },
            constraints: table => table.PrimaryKey("PK_Users", row => row.UserId));
        migrationBuilder.CreateTable(
            "OrderedLine",
            table => new
            {
                Position = table.Column<int>(),
                OrderId = table.Column<string>(),
                Sku = table.Column<string>(),
                Description = table.Column<string>(),
                Quantity = table.Column<int>(),
                UnitPrice = table.Column<decimal>(),
                Kind = table.Column<string>(),
                Returned = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_OrderedLine", row => new { row.OrderId, row.Position });
                table.ForeignKey(
                    "FK_OrderedLine_Orders_OrderId", row => row.OrderId, "Orders", "OrderId", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("IX_Returns_OrderId", "Returns", "OrderId");
    }

    /// <summary>Creates the table of answers. A later migration replaces it, and its <c>Down</c> restores it.</summary>
    public static void CreateAnswers(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
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

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("OrderedLine");
        migrationBuilder.DropTable("Users");
        migrationBuilder.DropTable("Returns");
        migrationBuilder.DropTable("Orders");
        migrationBuilder.DropTable("Answers");
    }
}
