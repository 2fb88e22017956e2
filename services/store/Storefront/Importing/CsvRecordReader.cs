using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;

namespace Storefront.Importing;

/// <summary>
/// Reads the records of a CSV file (RFC 4180). A quoted field may span lines. If a quote is never closed, only its own line is malformed: the
/// lines below it are read as usual.
/// </summary>
internal sealed class CsvRecordReader : IDisposable
{
    /// <summary>Limit of one line, in bytes of UTF-8.</summary>
    public const int MaxLineSize = 64 * 1024;

    /// <summary>Limit of the lines that one record spans.</summary>
    public const int MaxLines = 50;

    private static readonly CsvReaderOptions WholeRecord = new() { Separator = ',', HasHeader = false, SkipEmptyLines = false };

    // With line breaks in quotes, a quote that is never closed would include the rest of the file. So the file is read line by line, and
    // only a line with an open quote is joined with the lines below it.
    private static readonly CsvReaderOptions SingleLine = WholeRecord with
    {
        AllowLineBreaksInQuotes = false,
        TrackLineNumbers = true,
        MaxRecordSize = MaxLineSize,
    };

    private readonly CsvReader _lines;
    private readonly List<Line> _ahead = [];
    private CsvMalformedRecord? _malformed;
    private int? _columns;

    /// <param name="text">The file. It is left open.</param>
    public CsvRecordReader(TextReader text) =>
        _lines = CsvReader.Create(text, SingleLine with { OnMalformedRecord = record => _malformed = record }, leaveOpen: true);

    public void Dispose() => _lines.Dispose();

    /// <summary>Reads the records; empty lines are skipped.</summary>
    /// <exception cref="CsvFormatException">A line is longer than <see cref="MaxLineSize"/>.</exception>
    public async IAsyncEnumerable<CsvRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await PeekAsync(0, cancellationToken) is { } line)
        {
            _ahead.RemoveAt(0);
            if (line.Text.Length == 0)
                continue;

            var record = line.HasOpenQuote ? await JoinAsync(line, cancellationToken) ?? line.Record : line.Record;
            _columns ??= record.Fields.Length;
            yield return record;
        }
    }

    /// <summary>Joins a line with those below it until its quote is closed; null if it is never closed.</summary>
    private async Task<CsvRecord?> JoinAsync(Line first, CancellationToken cancellationToken)
    {
        var text = new StringBuilder(first.Text);
        for (var count = 1; count < MaxLines && await PeekAsync(count - 1, cancellationToken) is { } next && !IsWhole(next); count++)
        {
            var joined = Parse(text.Append('\n').Append(next.Text).ToString(), first.Record.Line);
            if (joined.HasOpenQuote)
                continue;
            if (joined.Record.Problem is not null)
                return null;

            _ahead.RemoveRange(0, count);
            return joined.Record;
        }

        return null;
    }

    /// <summary>Whether the line is a complete record, with a field for each column. Then the quote above it was never closed.</summary>
    private bool IsWhole(Line line) => line.IsWellFormed && line.Record.Fields.Length == _columns;

    private async Task<Line?> PeekAsync(int index, CancellationToken cancellationToken)
    {
        while (_ahead.Count <= index)
        {
            _malformed = null;
            if (!await _lines.ReadAsync(cancellationToken))
                return null;
            _ahead.Add(Read(_lines, (int)_lines.LineNumber, _malformed));
        }

        return _ahead[index];
    }

    private static Line Parse(string text, int line)
    {
        CsvMalformedRecord? malformed = null;
        using var reader = CsvReader.FromText(text, WholeRecord with { OnMalformedRecord = record => malformed = record });
        reader.Read();
        return Read(reader, line, malformed);
    }

    private static Line Read(CsvReader reader, int number, CsvMalformedRecord? malformed)
    {
        var fields = new string[reader.FieldCount];
        for (var index = 0; index < fields.Length; index++)
            fields[index] = reader.GetString(index);

        var record = malformed?.Reason switch
        {
            CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.LineBreakInQuotes =>
                new CsvRecord(number, fields[..^1], $"Field {fields.Length} has a quote that is not closed."),
            CsvMalformedReason.TextAfterClosingQuote =>
                new CsvRecord(number, fields, $"Text follows a closing quote, at character {Position(reader, malformed.Value.ByteOffset)}."),
            // A quote inside an unquoted field, such as an inch sign, is a normal character.
            _ => new CsvRecord(number, fields, Problem: null),
        };
        return new Line(Encoding.UTF8.GetString(reader.RawRecord), malformed?.Reason, record);
    }

    private static int Position(CsvReader reader, long offset) =>
        Encoding.UTF8.GetCharCount(reader.RawRecord[..(int)(offset - reader.ByteOffset)]) + 1;

    private sealed record Line(string Text, CsvMalformedReason? Malformed, CsvRecord Record)
    {
        public bool IsWellFormed => Malformed is null;

        public bool HasOpenQuote => Malformed is CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.LineBreakInQuotes;
    }
}

/// <summary>A record of a file.</summary>
/// <param name="Line">The number of its first line; the first line of the file is 1.</param>
/// <param name="Fields">Its readable fields.</param>
/// <param name="Problem">The reason that it cannot be read, or null.</param>
internal sealed record CsvRecord(int Line, string[] Fields, string? Problem);
