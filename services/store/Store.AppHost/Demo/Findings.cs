namespace Store.AppHost.Demo;

/// <summary>The effects found, by service, kind and subject.</summary>
internal sealed class Findings(IEnumerable<Finding> findings)
{
    private readonly Dictionary<(string Where, string What, string Subject), Finding> _findings =
        findings.ToDictionary(finding => (finding.Where, finding.What, finding.Subject));

    public IReadOnlyCollection<Finding> All => _findings.Values;

    public Finding? Find(string where, string what, string subject) => _findings.GetValueOrDefault((where, what, subject));

    public int Count(string where, string what, string subject) => Find(where, what, subject)?.Count ?? 0;
}

/// <summary>An effect that was found.</summary>
/// <param name="Where">The service.</param>
/// <param name="What">The kind of effect.</param>
/// <param name="Subject">The order, return or user.</param>
/// <param name="Count">Number of times.</param>
/// <param name="Amount">Total amount.</param>
internal sealed record Finding(string Where, string What, string Subject, int Count, decimal Amount);
