using Workers.Cli.Connections;
using Workers.Cli.Terminals;
using Workers.Hosting.Provisioning;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Doctor;

/// <summary>Provisions the rule and the queues of workers again.</summary>
internal sealed class Repair(AwsConnection aws, string? environment, Terminal terminal)
{
    private const int MaxRounds = 3;

    /// <returns>What is found afterwards.</returns>
    /// <exception cref="CliException">The resources belong to a deployment.</exception>
    public async Task<IReadOnlyList<Finding>> ApplyAsync(IReadOnlyList<Finding> found, Diagnosis diagnosis, CancellationToken cancellationToken)
    {
        if (environment is not null)
            throw new CliException($"--fix: the resources of {environment} belong to its stacks, which would differ from what they say. Deploy them instead: see each finding.");
        // With a new bus, the missing rules of the other workers are found too.
        for (var round = 0; round < MaxRounds; round++)
        {
            var broken = found.Where(finding => finding.Fix?.Subscription is not null).Select(finding => finding.Fix!.Subscription!).DistinctBy(one => one.Queue).ToList();
            if (broken.Count == 0)
                break;
            await ProvisionAsync(broken, cancellationToken);
            found = await diagnosis.ExamineAsync(cancellationToken);
        }

        return found;
    }

    private async Task ProvisionAsync(IReadOnlyList<Subscription> broken, CancellationToken cancellationToken)
    {
        using var provisioner = new Provisioner(aws.Endpoint, aws.Region, AwsConnection.MaxErrorRetry);
        foreach (var subscription in broken)
        {
            terminal.Error.WriteLine($"Provisioning rule and queues of {subscription.Queue}");
            try
            {
                await provisioner.ProvisionAsync(aws.Bus, [subscription], cancellationToken);
            }
            catch (Exception error) when (error is Amazon.Runtime.AmazonServiceException or SubscriptionException)
            {
                // The others are provisioned all the same; what is left is found again.
                terminal.Error.WriteLine($"{subscription.Queue} could not be provisioned: {error.Message}");
            }
        }
    }
}
