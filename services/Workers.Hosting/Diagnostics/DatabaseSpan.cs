using System.Data;
using System.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>Names the span of a statement after what it does and to which table: <c>INSERT Orders</c>.</summary>
internal static class DatabaseSpan
{
    /// <summary>What stands before the first table, as EF Core writes it.</summary>
    private static readonly string[] BeforeTable = ["FROM \"", "INTO \"", "UPDATE \""];

    public static void Describe(Activity span, IDbCommand command)
    {
        if (Table(command.CommandText) is not { } table)
            return;

        var text = command.CommandText.AsSpan().TrimStart();
        var operation = text[..text.IndexOf(' ')].ToString();
        span.SetTag("db.operation.name", operation);
        span.SetTag("db.collection.name", table);
        span.DisplayName = $"{operation} {table}";
    }

    private static string? Table(string statement)
    {
        foreach (var before in BeforeTable)
        {
            var start = statement.IndexOf(before, StringComparison.Ordinal);
            if (start < 0)
                continue;
            start += before.Length;
            var end = statement.IndexOf('"', start);
            return end < 0 ? null : statement[start..end];
        }

        return null;
    }
}
