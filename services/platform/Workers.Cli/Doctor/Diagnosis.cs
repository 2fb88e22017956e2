using Workers.Cli.Connections;
using Workers.EventBridge.Topology;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Doctor;

/// <summary>Runs all checks.</summary>
/// <param name="aws">The connection.</param>
/// <param name="remedies">The commands that fix the setup.</param>
/// <param name="services">The folder with the programs' folders; null for none.</param>
/// <param name="subscriptions">The subscriptions in it; null for none.</param>
/// <param name="contracts">The known contracts; empty if they are unknown.</param>
/// <param name="names">Queues to check; empty for all.</param>
internal sealed class Diagnosis(
    AwsConnection aws, Remedies remedies, string? services, IReadOnlyList<Subscription>? subscriptions, IReadOnlyList<EventName> contracts, IReadOnlyList<string> names)
{
    /// <returns>The findings, the worst first.</returns>
    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken)
    {
        var examined = await Examination.ReadAsync(aws, subscriptions, names, cancellationToken);
        List<Finding> found = [.. examined.Gaps, .. BusChecks.Find(examined, remedies), .. QueueChecks.Find(examined, remedies)];
        if (contracts.Count > 0)
            found.AddRange(ContractChecks.Find(examined, contracts));
        else
            found.Add(new Finding(Severity.Unknown, "contracts", "No contracts are known.", "Patterns are not compared with them.", "Build them, or name their assemblies with --contracts."));
        found.AddRange(await AccessChecks.FindAsync(examined, cancellationToken));
        found.AddRange(await AccessChecks.FindSkewAsync(aws, cancellationToken));

        // The programs of AWS do not answer from here.
        if (aws.Endpoint is not null && services is not null)
            found.AddRange(await ProcessChecks.FindAsync(services, cancellationToken));
        found.AddRange(await ProcessChecks.FindTelemetryAsync(cancellationToken));
        return [.. found.DistinctBy(finding => (finding.Subject, finding.Problem)).OrderBy(finding => finding.Severity)];
    }
}
