using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Hosting.Store.Migrations;

namespace Stock.Worker.Migrations;

/// <summary>Creates the tables.</summary>
[DbContext(typeof(StockDbContext))]
[Migration("1001_StockTables")]
internal sealed class InitialCreate : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Movements",
            table => new
            {
                Id = table.Column<long>().Identity(),
                OrderId = table.Column<string>(nullable: true),
                ReturnId = table.Column<string>(nullable: true),
                Position = table.Column<int>(),
                Sku = table.Column<string>(),
                Quantity = table.Column<int>(),
                Kind = table.Column<string>(),
                At = table.Column<DateTimeOffset>(),
            },
            constraints: table => table.PrimaryKey("PK_Movements", row => row.Id));
        migrationBuilder.CreateTable(
            "Reservations",
            table => new
            {
                OrderId = table.Column<string>(),
                Status = table.Column<string>(),
                ChangedAt = table.Column<DateTimeOffset>(),
                Version = table.Column<int>(),
            },
            constraints: table => table.PrimaryKey("PK_Reservations", row => row.OrderId));
        migrationBuilder.CreateTable(
            "Returns",
            table => new
            {
                ReturnId = table.Column<string>(),
                OrderId = table.Column<string>(nullable: true),
                Status = table.Column<string>(),
            },
            constraints: table => table.PrimaryKey("PK_Returns", row => row.ReturnId));
        migrationBuilder.CreateTable(
            "Shelves",
            table => new
            {
                Sku = table.Column<string>(),
                OnHand = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("PK_Shelves", row => row.Sku));
        migrationBuilder.CreateTable(
            "ReturnedGoods",
            table => new
            {
                Sku = table.Column<string>(),
                ReturnId = table.Column<string>(),
                Quantity = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_ReturnedGoods", row => new { row.ReturnId, row.Sku });
                table.ForeignKey(
                    "FK_ReturnedGoods_Returns_ReturnId", row => row.ReturnId, "Returns", "ReturnId", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("IX_Movements_OrderId", "Movements", "OrderId");
        migrationBuilder.CreateIndex("IX_Movements_Sku", "Movements", "Sku");
        migrationBuilder.CreateIndex("IX_Returns_OrderId", "Returns", "OrderId");
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("ReturnedGoods");
        migrationBuilder.DropTable("Shelves");
        migrationBuilder.DropTable("Returns");
        migrationBuilder.DropTable("Reservations");
        migrationBuilder.DropTable("Movements");
    }
}
