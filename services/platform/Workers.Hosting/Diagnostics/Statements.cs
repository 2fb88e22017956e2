using System.Buffers;
using System.Collections.Concurrent;

namespace Workers.Hosting.Diagnostics;

/// <summary>The attributes of a statement on its span.</summary>
/// <param name="Name">The span's name: the statement's first word, and the first table in it.</param>
/// <param name="Tags">OpenTelemetry's attributes for database spans.</param>
internal sealed record Statement(string Name, IReadOnlyList<KeyValuePair<string, object?>> Tags);

/// <summary>
/// The statements of a kind of database. EF Core creates a new string with the same text for each command. Spans wait some seconds for
/// export; if each held its own text, the garbage collector would have to move them all.
/// </summary>
/// <param name="system">OpenTelemetry's name of the database system.</param>
internal sealed class Statements(string system)
{
    private const int LongestText = 2000;

    /// <summary>A worker has some dozens of statements; beyond this number they are not cached.</summary>
    private const int Most = 500;

    /// <summary>Text before the first table, as EF Core writes it.</summary>
    private static readonly string[] BeforeTable = ["FROM \"", "INTO \"", "UPDATE \""];

    private static readonly SearchValues<char> AfterOperation = SearchValues.Create(" \n\r\t(;");

    private readonly ConcurrentDictionary<string, Statement> _known = new(StringComparer.Ordinal);

    /// <summary>The statement with this text, truncated if very long.</summary>
    public Statement Of(string text)
    {
        if (_known.TryGetValue(text, out var known))
            return known;
        var statement = Read(text);
        if (_known.Count < Most)
            _known.TryAdd(text, statement);
        return statement;
    }

    private Statement Read(string text)
    {
        var (operation, table) = Summarize(text);
        List<KeyValuePair<string, object?>> tags = [new("db.system.name", system), new("db.operation.name", operation)];
        if (table is not null)
            tags.Add(new("db.collection.name", table));
        tags.Add(new("db.query.text", text.Length > LongestText ? text[..LongestText] : text));
        return new Statement(table is null ? operation : $"{operation} {table}", tags);
    }

    private static (string Operation, string? Table) Summarize(string statement)
    {
        var text = statement.AsSpan().TrimStart();

        // A comment written by EF Core, e.g. by TagWith.
        while (text.StartsWith("--", StringComparison.Ordinal) && text.IndexOf('\n') is var end and > 0)
            text = text[(end + 1)..].TrimStart();
        var space = text.IndexOfAny(AfterOperation);
        var operation = (space < 0 ? text : text[..space]).ToString();
        foreach (var before in BeforeTable)
        {
            var start = text.IndexOf(before, StringComparison.Ordinal);
            if (start < 0)
                continue;
            var rest = text[(start + before.Length)..];
            var end = rest.IndexOf('"');
            return (operation, end < 0 ? null : rest[..end].ToString());
        }

        return (operation, null);
    }
}
