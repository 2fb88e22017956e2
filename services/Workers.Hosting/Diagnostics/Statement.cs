using System.Buffers;
using System.Collections.Concurrent;

namespace Workers.Hosting.Diagnostics;

/// <summary>What a span tells of a statement's text.</summary>
/// <param name="Name">The span's name.</param>
/// <param name="Operation">Its first word.</param>
/// <param name="Table">The first table in it, or null.</param>
/// <param name="Text">The text, cut where it is very long.</param>
internal sealed record Statement(string Name, string Operation, string? Table, string Text)
{
    private const int LongestText = 2000;

    /// <summary>A worker has some dozens of statements; one that makes up ever new ones does without.</summary>
    private const int Most = 500;

    /// <summary>What stands before the first table, as EF Core writes it.</summary>
    private static readonly string[] BeforeTable = ["FROM \"", "INTO \"", "UPDATE \""];

    private static readonly SearchValues<char> AfterOperation = SearchValues.Create(" \n\r\t(;");

    private static readonly ConcurrentDictionary<string, Statement> Known = new(StringComparer.Ordinal);

    /// <summary>
    /// EF Core writes the same text anew for each command. Spans wait some seconds to be exported: were each to hold a text of its own, the
    /// garbage collector would have to move them all.
    /// </summary>
    public static Statement Of(string text)
    {
        if (Known.TryGetValue(text, out var known))
            return known;
        var statement = Read(text);
        if (Known.Count < Most)
            Known.TryAdd(text, statement);
        return statement;
    }

    private static Statement Read(string text)
    {
        var (operation, table) = Summarize(text);
        return new Statement(
            table is null ? operation : $"{operation} {table}",
            operation,
            table,
            text.Length > LongestText ? text[..LongestText] : text);
    }

    private static (string Operation, string? Table) Summarize(string statement)
    {
        var text = statement.AsSpan().TrimStart();
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
