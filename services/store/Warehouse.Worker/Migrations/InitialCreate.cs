using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Hosting.Store.Migrations;

namespace Warehouse.Worker.Migrations;

/// <summary>Creates the tables.</summary>
[DbContext(typeof(WarehouseDbContext))]
[Migration("1001_WarehouseTables")]
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
                OrderId = table.Column<string>(),
                Kind = table.Column<string>(),
                At = table.Column<DateTimeOffset>(),
            },
            constraints: table => table.PrimaryKey("PK_Journal", row => row.Id));
        migrationBuilder.CreateTable(
            "PickLists",
            table => new
            {
                OrderId = table.Column<string>(),
                Status = table.Column<string>(),
                HoldReason = table.Column<string>(nullable: true),
                PlacedAt = table.Column<DateTimeOffset>(nullable: true),
                ChangedAt = table.Column<long>(),
                Version = table.Column<int>(),
            },
            constraints: table => table.PrimaryKey("PK_PickLists", row => row.OrderId));
        migrationBuilder.CreateTable(
            "PickLine",
            table => new
            {
                Sku = table.Column<string>(),
                OrderId = table.Column<string>(),
                Description = table.Column<string>(),
                Quantity = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_PickLine", row => new { row.OrderId, row.Sku });
                table.ForeignKey(
                    "FK_PickLine_PickLists_OrderId", row => row.OrderId, "PickLists", "OrderId", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("IX_PickLists_Status_ChangedAt", "PickLists", ["Status", "ChangedAt"]);
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("PickLine");
        migrationBuilder.DropTable("PickLists");
        migrationBuilder.DropTable("Journal");
    }
}
