using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Migrations.Operations.Builders;

namespace Workers.Hosting.Store.Migrations;

/// <summary>Column definitions for migrations, for both SQLite and PostgreSQL.</summary>
public static class MigrationColumns
{
    // Npgsql accepts only its own enumeration, which is not there without it.
    private static readonly object? NpgsqlIdentity =
        Type.GetType("Npgsql.EntityFrameworkCore.PostgreSQL.Metadata.NpgsqlValueGenerationStrategy, Npgsql.EntityFrameworkCore.PostgreSQL") is { } strategies
            ? Enum.Parse(strategies, "IdentityByDefaultColumn")
            : null;

    /// <summary>The database numbers the rows itself.</summary>
    public static OperationBuilder<AddColumnOperation> Identity(this OperationBuilder<AddColumnOperation> column) => column
        .Annotation("Sqlite:Autoincrement", true)
        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlIdentity);
}
