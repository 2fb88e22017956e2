namespace Store.AppHost.Demo;

/// <summary>What was found, by where, what and for whom.</summary>
internal sealed class Findings(IEnumerable<Finding> findings)
{
    private readonly Dictionary<(string Where, string What, string Subject), Finding> _findings =
        findings.ToDictionary(finding => (finding.Where, finding.What, finding.Subject));

    public IReadOnlyCollection<Finding> All => _findings.Values;

    public Finding? Find(string where, string what, string subject) => _findings.GetValueOrDefault((where, what, subject));

    public int Count(string where, string what, string subject) => Find(where, what, subject)?.Count ?? 0;
}

/// <summary>An effect that somebody has a record of.</summary>
/// <param name="Where">With whom.</param>
/// <param name="What">The kind of effect.</param>
/// <param name="Subject">The order, the return, the user.</param>
/// <param name="Count">How often it happened.</param>
/// <param name="Amount">What it comes to.</param>
internal sealed record Finding(string Where, string What, string Subject, int Count, decimal Amount);
