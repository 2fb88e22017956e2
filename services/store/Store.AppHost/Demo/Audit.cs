namespace Store.AppHost.Demo;

/// <summary>Compares the expected effects of the accepted requests with the effects that were found.</summary>
/// <param name="Lines">A line for each kind of effect.</param>
/// <param name="Problems">A description of each problem.</param>
internal sealed record Audit(IReadOnlyList<AuditLine> Lines, IReadOnlyList<string> Problems)
{
    /// <param name="expectations">The expected effects.</param>
    /// <param name="findings">The effects that were found.</param>
    /// <param name="isMine">Whether an unexpected effect of this subject counts. Other users of the system may cause effects, too.</param>
    public static Audit Of(IEnumerable<Expectation> expectations, Findings findings, Func<string, bool> isMine)
    {
        var expected = expectations.ToDictionary(item => (item.Where, item.What, item.Subject));
        var unasked = findings.All.Where(
            finding => isMine(finding.Subject) && !expected.ContainsKey((finding.Where, finding.What, finding.Subject)));
        List<(AuditLine Line, string? Problem)> judged =
        [
            .. expected.Values.Select(item => Judge(item, findings.Find(item.Where, item.What, item.Subject))),
            .. unasked.Select(Unasked),
        ];
        return new Audit(
            [.. judged.Select(one => one.Line).GroupBy(line => (line.Where, line.What)).OrderBy(group => group.Key).Select(Sum)],
            [.. judged.Select(one => one.Problem).OfType<string>()]);
    }

    private static (AuditLine Line, string? Problem) Judge(Expectation expected, Finding? found)
    {
        var (where, what, subject) = (expected.Where, expected.What, expected.Subject);
        var count = found?.Count ?? 0;
        var lost = Math.Max(0, expected.Least - count);
        var duplicated = Math.Max(0, count - 1);
        var isWrong = found is not null && duplicated == 0 && found.Amount != expected.Amount;
        var problem = lost + duplicated > 0 ? $"{where}: {what} {subject} was found {count} times"
            : isWrong ? $"{where}: {what} {subject} has the amount {found!.Amount}, not {expected.Amount}"
            : null;
        return (new AuditLine(where, what, expected.Least, count, lost, duplicated, isWrong ? 1 : 0) { Most = 1 }, problem);
    }

    private static (AuditLine Line, string? Problem) Unasked(Finding found) => (
        new AuditLine(found.Where, found.What, Expected: 0, found.Count, Lost: 0, Duplicated: 0, Wrong: Math.Max(1, found.Count)),
        $"{found.Where}: {found.What} {found.Subject} was found {found.Count} times, but no accepted request expects it");

    private static AuditLine Sum(IGrouping<(string Where, string What), AuditLine> lines) => new(
        lines.Key.Where,
        lines.Key.What,
        lines.Sum(line => line.Expected),
        lines.Sum(line => line.Found),
        lines.Sum(line => line.Lost),
        lines.Sum(line => line.Duplicated),
        lines.Sum(line => line.Wrong))
    {
        Most = lines.Sum(line => line.Most),
    };
}
