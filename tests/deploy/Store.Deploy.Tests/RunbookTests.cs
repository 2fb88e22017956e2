using Store.Deploy.LoadBalancing;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests;

/// <summary>The runbook names what the templates create.</summary>
public sealed class RunbookTests(Synthesized synthesized)
{
    private static readonly string Runbook = File.ReadAllText(Path.Combine(DeployApp.FindRoot(), "deploy", "docs", "runbook.md"));

    [Fact]
    public void The_teardown_lists_every_resource_that_outlives_its_stack()
    {
        var kept = synthesized.Prod.Resources.Where(resource => resource.Raw["DeletionPolicy"] is { } policy && policy.ToString() != "Delete");

        Assert.All(
            kept.Select(resource => resource.Type).Distinct(StringComparer.Ordinal),
            type => Assert.Contains($"({type})", Section("Teardown"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AWS::Events::Archive", "ArchiveName", "delete-archive --archive-name ")]
    [InlineData("AWS::Events::EventBus", "Name", "delete-event-bus --name ")]
    [InlineData("AWS::Backup::BackupVault", "BackupVaultName", "delete-backup-vault --backup-vault-name ")]
    [InlineData("AWS::ElasticLoadBalancingV2::LoadBalancer", "Name", "describe-load-balancers --names ")]
    public void The_teardown_has_their_names(string type, string property, string command) => Assert.Contains(
        command + Assert.Single(synthesized.Prod.Of(type)).Text(property), Section("Teardown"), StringComparison.Ordinal);

    [Fact]
    public void The_restore_finds_the_server_by_a_parameter_and_its_snapshots_in_the_vault()
    {
        var restore = Section("Restore the database");

        Assert.Contains(
            $"get-parameter --name {synthesized.Prod.Of("AWS::SSM::Parameter").Select(parameter => parameter.Text("Name")!).Single(name => name.EndsWith("endpoint", StringComparison.Ordinal))} ",
            restore,
            StringComparison.Ordinal);
        Assert.Contains($"--backup-vault-name {synthesized.Prod.One("database", "AWS::Backup::BackupVault").Text("BackupVaultName")} ", restore, StringComparison.Ordinal);
        Assert.Contains($"\"snapshot\": \"{Assert.Single(synthesized.Restored.Of("AWS::RDS::DBInstance")).Text("DBSnapshotIdentifier")}\"", restore, StringComparison.Ordinal);
    }

    /// <summary>With a version, a task would start with a password that the database does not accept any more.</summary>
    [Fact]
    public void A_task_that_starts_reads_the_present_password() => Assert.All(
        synthesized.Prod.Services.WithDatabase.SelectMany(service => synthesized.Prod.One(service.Name, "AWS::ECS::TaskDefinition").List("ContainerDefinitions"))
            .SelectMany(container => container["Secrets"]?.AsArray() ?? []),
        secret => Assert.Matches(":secret:[^:]+:[^:]*::$|:secret:[^:]+$", secret!["ValueFrom"]!.ToString()));

    private static string Section(string heading)
    {
        var text = Runbook[Runbook.IndexOf($"\n## {heading}\n", StringComparison.Ordinal)..];
        var end = text.IndexOf("\n## ", 4, StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
