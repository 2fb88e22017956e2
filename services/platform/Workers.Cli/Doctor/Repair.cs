using Spectre.Console;
using Workers.Cli.Connections;
using Workers.Cli.Terminals;
using Workers.Hosting.Provisioning;

namespace Workers.Cli.Doctor;

/// <summary>Mends what provisioning mends.</summary>
internal sealed class Repair(AwsConnection aws, string? environment, Terminal terminal)
{
    /// <returns>What is found afterwards.</returns>
    /// <exception cref="CliException">The resources belong to a deployment.</exception>
    public async Task<IReadOnlyList<Finding>> ApplyAsync(IReadOnlyList<Finding> found, Diagnosis diagnosis, CancellationToken cancellationToken)
    {
        if (environment is not null)
            throw new CliException($"--fix: the resources of {environment} belong to its stacks, which would differ from what they say. Deploy them instead: see each finding.");
        var broken = found.Where(finding => finding.Fix?.Subscription is not null).ToList();
        if (broken.Count == 0)
            return found;
        foreach (var finding in broken)
            terminal.Messages.WriteLine($"Mending {finding.Subject}: {finding.Problem}");
        using var provisioner = new Provisioner(aws.Endpoint, aws.Region, maxErrorRetry: 4);
        await provisioner.ProvisionAsync(aws.Bus, [.. broken.Select(finding => finding.Fix!.Subscription!).Distinct()], cancellationToken);
        return await diagnosis.ExamineAsync(cancellationToken);
    }
}
