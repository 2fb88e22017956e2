using Store.Deploy.Telemetry;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Services;

/// <summary>The names of service folders and their queues.</summary>
public sealed class ServiceNameTests(Synthesized synthesized)
{
    public static TheoryData<string> Reserved => [.. ServiceNameRules.Reserved.Keys];

    [Theory]
    [InlineData("Database.Worker", "services/store/Database.Worker: 'database' is the name of a stack. Rename the folder.")]
    [InlineData("Collector.Worker", "services/store/Collector.Worker: 'collector' is the name of the image of another container. Rename the folder.")]
    [InlineData("Simulator.Worker", "services/store/Simulator.Worker: 'simulator' is the name of another container. Rename the folder.")]
    [InlineData("Storefront.Worker", "services/store/Storefront.Worker: 'storefront' is the name of another service. Rename the folder.")]
    [InlineData("Administrator.Worker", "services/store/Administrator.Worker: 'administrator' is the name of a database or user of PostgreSQL or RDS. Rename the folder.")]
    [InlineData("Payment.Migration.Worker", "services/store/Payment.Migration.Worker: 'payment-migration' is the name of a task that migrates a database. Rename the folder.")]
    [InlineData("My_Thing.Worker", "services/store/My_Thing.Worker: 'my_thing' is not a valid name in AWS.")]
    [InlineData("2Fast.Worker", "services/store/2Fast.Worker: '2fast' is not a valid name in AWS.")]
    [InlineData("A..B.Worker", "services/store/A..B.Worker: 'a--b' is not a valid name in AWS.")]
    public void A_name_that_something_else_has_is_refused(string folder, string expected) =>
        Assert.StartsWith(expected, Refused((folder, "new")), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Reserved))]
    public void Every_reserved_name_is_refused(string name) => Assert.Contains($"'{name}' is the name of ", Refused((name + ".Worker", "new")), StringComparison.Ordinal);

    [Fact]
    public void Two_folders_with_one_name_are_refused() => Assert.StartsWith(
        "services/store/A-B.Worker and services/store/A.B.Worker: all are 'a-b' in AWS.", Refused(("A.B.Worker", "one"), ("A-B.Worker", "other")), StringComparison.Ordinal);

    [Theory]
    [InlineData("payment", "payment")]
    [InlineData("payment-dlq", "payment-dlq")]
    [InlineData("payment-rule", "payment-rule-dlq")]
    public void A_queue_that_another_worker_has_is_refused_also_for_dead_letters(string queue, string common) => Assert.Contains(
        $"services/store/Payment.Worker and services/store/Thanks.Worker: more than one has the queue '{common}', for events or for dead letters.",
        Refused(("Thanks.Worker", queue)),
        StringComparison.Ordinal);

    /// <summary>So that a stack, an image or a container of a later version gets its place in the list.</summary>
    [Fact]
    public void Whatever_is_not_named_after_a_service_has_a_reserved_name()
    {
        var services = synthesized.Prod.Services.All.Select(service => service.Name).ToHashSet(StringComparer.Ordinal);
        var stacks = synthesized.Prod.Names.Select(stack => stack.Split('-', 2)[1]).Where(stack => !stack.EndsWith("-logs", StringComparison.Ordinal));
        var images = synthesized.Prod.Of("AWS::ECR::Repository").Select(repository => repository.Text("RepositoryName")!.Split('/')[1]);
        var containers = new[] { synthesized.Dev, synthesized.Prod }.SelectMany(one => one.Of("AWS::ECS::TaskDefinition"))
            .SelectMany(task => task.List("ContainerDefinitions")).Select(container => container["Name"]!.ToString());

        Assert.Empty(stacks.Concat(images).Concat(containers).Except(services, StringComparer.Ordinal).Except(ServiceNameRules.Reserved.Keys, StringComparer.Ordinal));
    }

    private static string Refused(params IEnumerable<(string Folder, string Queue)> workers)
    {
        using var clone = new Clone();
        foreach (var (folder, queue) in workers)
            clone.Write($"services/store/{folder}/subscription.json", $$"""{ "queue": "{{queue}}", "pattern": { "source": ["store.orders"] } }""");
        return Assert.Throws<DeployException>(() => ServiceFolders.Find(Path.Combine(clone.Root, "services", "store"))).Message;
    }
}
