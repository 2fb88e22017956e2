using System.CommandLine;
using System.Text.Json;
using Workers.Cli.Commands;
using Workers.Cli.Connections;
using Workers.Cli.Queues;
using Workers.Cli.Terminals;
using Workers.Hosting.Provisioning;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Doctor;

/// <summary><c>doctor</c>: finds what makes events vanish silently.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var queues = new Argument<string[]>("queue") { Description = "Queues to check. Default: those of the subscription.json files, or else all that rules deliver to", Arity = ArgumentArity.ZeroOrMore };
        queues.RefuseOptions();
        var services = new Option<string?>("--services") { Description = "Folder with the workers' folders, each with a subscription.json. Default: services in the current folder or above it, if there is one" };
        var contracts = new Option<string[]>("--contracts") { Description = "Assemblies with the contracts. Default: the built ones below contracts in the current folder or above it" };
        var fix = new Option<bool>("--fix") { Description = "Fix what is safe to fix: create and update bus, rules and queues. It deletes nothing" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var connection = new ConnectionOptions();
        var command = new Command(
            "doctor",
            """
            Find what makes events vanish silently, with the consequence and the remedy of each finding

            It checks the bus, rules, targets, queues, policies, encryption, dead-letter queues, patterns and contracts, permissions, the clock, and the programs of this machine.
            Exit code 0 if nothing or only warnings are found, 1 for errors.

            Examples:
              workers doctor
              workers doctor --environment prod --json
              workers doctor payment --fix
            """)
        {
            queues, services, contracts, fix, json,
        };
        connection.AddTo(command);
        command.SetAction((parsed, stopping) => connection.RunAsync(parsed, async (aws, terminal) =>
        {
            var folder = parsed.GetValue(services) ?? SolutionFolder.Find("services");
            var diagnosis = new Diagnosis(
                aws,
                Remedies.Of(aws, connection.EnvironmentOf(parsed)),
                folder,
                folder is null ? null : [.. WorkerFolders.Find(folder).Select(one => SubscriptionFile.Read(Path.Combine(one, SubscriptionFile.Name)))],
                [.. (parsed.GetValue(contracts) is { Length: > 0 } named ? named : ContractFiles.Find()).SelectMany(ContractFiles.Read).Distinct()],
                parsed.GetValue(queues) ?? []);
            var found = await diagnosis.ExamineAsync(stopping);
            if (parsed.GetValue(fix))
                found = await new Repair(aws, connection.EnvironmentOf(parsed), terminal).ApplyAsync(found, diagnosis, stopping);
            DoctorReport.Write(terminal, aws, found, parsed.GetValue(json));
            return found.Any(finding => finding.Severity == Severity.Error) ? 1 : 0;
        }, stopping));
        return command;
    }
}
