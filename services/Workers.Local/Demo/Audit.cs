namespace Workers.Local.Demo;

/// <summary>Compares what was accepted with what is found where its effects have to be.</summary>
internal sealed class Audit
{
    private readonly List<string> _problems = [];

    private Audit(IReadOnlyList<AuditLine> lines) => Lines = lines;

    /// <summary>A line for each kind of effect.</summary>
    public IReadOnlyList<AuditLine> Lines { get; private set; }

    /// <summary>Each thing that is wrong.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <param name="expectations">What has to be there.</param>
    /// <param name="findings">What is there.</param>
    /// <param name="isMine">Whom the findings that nobody expects have to be about to count; somebody else may be at work too.</param>
    public static Audit Of(IEnumerable<Expectation> expectations, Findings findings, Func<string, bool> isMine)
    {
        var audit = new Audit([]);
        var expected = expectations.ToDictionary(item => (item.Where, item.What, item.Subject));
        var judged = expected.Values
            .Select(item => audit.Judge(item, findings.Find(item.Where, item.What, item.Subject)))
            .Concat(findings.All
                .Where(finding => isMine(finding.Subject) && !expected.ContainsKey((finding.Where, finding.What, finding.Subject)))
                .Select(audit.Unasked));
        audit.Lines =
        [
            .. judged.GroupBy(line => (line.Where, line.What)).Select(group => new AuditLine(
                group.Key.Where,
                group.Key.What,
                group.Sum(line => line.Expected),
                group.Sum(line => line.Found),
                group.Sum(line => line.Lost),
                group.Sum(line => line.Duplicated),
                group.Sum(line => line.Wrong))).OrderBy(line => line.Where, StringComparer.Ordinal)
                .ThenBy(line => line.What, StringComparer.Ordinal),
        ];
        return audit;
    }

    private AuditLine Judge(Expectation expected, Finding? found)
    {
        var count = found?.Count ?? 0;
        var lost = Math.Max(0, expected.Least - count);
        var duplicated = Math.Max(0, count - 1);
        var isWrong = found is not null && duplicated == 0 && found.Amount != expected.Amount;
        if (lost + duplicated > 0)
            _problems.Add($"{expected.Where}: {expected.What} {expected.Subject} is there {count} times");
        if (isWrong)
            _problems.Add(
                $"{expected.Where}: {expected.What} {expected.Subject} comes to {found!.Amount}, not {expected.Amount}");
        return new AuditLine(expected.Where, expected.What, expected.Least, count, lost, duplicated, isWrong ? 1 : 0);
    }

    private AuditLine Unasked(Finding found)
    {
        _problems.Add($"{found.Where}: {found.What} {found.Subject} is there {found.Count} times, and nothing that was accepted asks for it");
        return new AuditLine(found.Where, found.What, Expected: 0, found.Count, Lost: 0, Duplicated: 0, Wrong: Math.Max(1, found.Count));
    }
}
