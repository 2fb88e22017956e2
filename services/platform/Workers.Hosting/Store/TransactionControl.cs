using System.Text.RegularExpressions;

namespace Workers.Hosting.Store;

/// <summary>Finds statements that begin or end a transaction, anywhere in raw SQL.</summary>
internal static partial class TransactionControl
{
    private const int TimeoutMilliseconds = 1000;

    public static bool IsIn(string sql) => Statement().IsMatch(Literal().Replace(sql, "''"));

    // Comments, strings, quoted names, and the dollar-quoted strings of PostgreSQL.
    [GeneratedRegex(
        """--[^\r\n]*|/\*.*?\*/|'([^']|'')*'|"([^"]|"")*"|(?<tag>\$\w*\$).*?\k<tag>""",
        RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeoutMilliseconds)]
    private static partial Regex Literal();

    [GeneratedRegex(
        """(^|;)[\s';]*(BEGIN|START|COMMIT|END|ROLLBACK|ABORT|PREPARE\s+TRANSACTION)\b""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeoutMilliseconds)]
    private static partial Regex Statement();
}
