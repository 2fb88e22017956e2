using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Workers.Hosting.Tests.Outages;

/// <summary>Lets SQLite run into a full disk: its file may not grow by another page.</summary>
internal sealed class FullDisk : DbConnectionInterceptor
{
    public volatile bool IsFull;

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();

        // What is below the present size sets the present size (SQLite documentation, "PRAGMA max_page_count").
        command.CommandText = $"PRAGMA max_page_count = {(IsFull ? 1 : 1_073_741_823)}";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
