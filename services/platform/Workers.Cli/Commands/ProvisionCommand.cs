using System.CommandLine;
using Workers.Cli.Connections;
using Workers.Cli.Terminals;
using Workers.Hosting.Provisioning;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Commands;

/// <summary><c>provision</c>: creates the resources of the subscriptions.</summary>
internal static class ProvisionCommand
{
    public static Command Create()
    {
        var services = new Option<string?>("--services")
        {
            Description = "Folder with the workers' folders, each with a subscription.json. Default: services in the current folder or above it",
        };
        var connection = new ConnectionOptions(environments: false);
        var command = new Command(
            "provision",
            """
            Create bus, rules, queues and dead-letter queues from the subscription.json files; idempotent

            Examples:
              workers provision
              workers provision --aws --bus dev-store --queue-prefix dev-
            """)
        {
            services,
        };
        connection.AddTo(command);
        command.SetAction((parsed, stopping) => connection.RunAsync(
            parsed, (aws, terminal) => RunAsync(aws, terminal, parsed.GetValue(services), stopping), stopping));
        return command;
    }

    private static async Task<int> RunAsync(AwsConnection aws, Terminal terminal, string? services, CancellationToken stopping)
    {
        List<Subscription> subscriptions =
        [
            .. WorkerFolders.Find(services).Select(folder => SubscriptionFile.Read(Path.Combine(folder, SubscriptionFile.Name)))
                .Select(subscription => subscription with { Queue = aws.QueueOf(subscription) }),
        ];
        using var provisioner = new Provisioner(aws.Endpoint, aws.Region, AwsConnection.MaxErrorRetry);
        await provisioner.ProvisionAsync(aws.Bus, subscriptions, stopping);
        await terminal.Output.WriteLineAsync($"bus {aws.Bus} at {aws.Name}");
        foreach (var subscription in subscriptions)
            await terminal.Output.WriteLineAsync(
                $"rule and queue {subscription.Queue}, dead-letter queues {subscription.DeadLetterQueue} and {subscription.RuleDeadLetterQueue}");
        return 0;
    }
}
