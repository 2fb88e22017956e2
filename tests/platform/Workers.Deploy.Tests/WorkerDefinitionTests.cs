using Workers.Hosting.Subscriptions;

namespace Workers.Deploy.Tests;

public sealed class WorkerDefinitionTests : IDisposable
{
    private readonly DirectoryInfo _services = Directory.CreateTempSubdirectory("services-");

    [Fact]
    public void Each_folder_with_a_subscription_is_a_worker()
    {
        Write("Reminder.Worker", "reminder");
        Write(Path.Combine("group", "Big.Orders.Worker"), "orders");
        _services.CreateSubdirectory("Emitter");

        var workers = WorkerDefinition.FindAll(_services.FullName, "billing", "prod-");

        Assert.Equal(["reminder", "big-orders"], workers.Select(worker => worker.Name));
        Assert.Equal(["Reminder.Worker", "Big.Orders.Worker"], workers.Select(worker => Path.GetFileName(worker.Folder)));
        Assert.All(workers, worker => Assert.Equal(("billing", "prod-"), (worker.EventBusName, worker.Prefix)));
    }

    [Fact]
    public void Resources_have_the_names_that_the_worker_looks_for()
    {
        Write("Big.Orders.Worker", "orders");

        var worker = Assert.Single(WorkerDefinition.FindAll(_services.FullName, "billing", "prod-"));

        Assert.Equal(
            ("prod-big-orders", "prod-orders", "prod-orders-dlq", "prod-orders-rule-dlq"),
            (worker.ServiceName, worker.QueueName, worker.DeadLetterQueueName, worker.RuleDeadLetterQueueName));
    }

    [Theory, InlineData("a prefix-"), InlineData("longer-than-sixteen-")]
    public void A_prefix_that_AWS_would_refuse_is_refused(string prefix)
    {
        Write("Reminder.Worker", "reminder");

        var error = Assert.Throws<ArgumentException>(() => WorkerDefinition.FindAll(_services.FullName, "billing", prefix));

        Assert.StartsWith($"'{prefix}' is not a prefix of names: use up to 16 letters", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_file_is_named()
    {
        Write("Reminder.Worker", "not a queue");

        var error = Assert.Throws<SubscriptionException>(() => WorkerDefinition.FindAll(_services.FullName, "billing"));

        Assert.Contains(Path.Combine("Reminder.Worker", "subscription.json"), error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _services.Delete(recursive: true);

    private void Write(string folder, string queue) => File.WriteAllText(
        Path.Combine(_services.CreateSubdirectory(folder).FullName, "subscription.json"), $$"""{ "queue": "{{queue}}", "pattern": { "source": ["invoices"] } }""");
}
