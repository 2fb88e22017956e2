using Crashing.Worker;
using System.Text;
using System.Text.Json;
using Amazon.SQS.Model;
using Postgres.Testing;
using Workers.EventBridge.Envelope;
using Workers.Hosting.Subscriptions;
using Workers.Hosting.Provisioning;
using Workers.LocalAws;

namespace Workers.Hosting.Tests.Crashes;

/// <summary>What outlives the process: the bus, the queues, the database.</summary>
internal sealed class CrashStage : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crashing-").FullName;
    private readonly LocalAwsServer _aws;
    private readonly Provisioner _provisioner;
    private readonly string _connectionString;
    private readonly int _visibilitySeconds;
    private readonly int _tries;
    private readonly Role _role;
    private readonly string _queue;
    private readonly Dictionary<Guid, string> _published = [];

    private CrashStage(LocalAwsServer aws, DatabaseKind database, int visibilitySeconds, int tries, Role role, string queue)
    {
        (_aws, _role, _queue) = (aws, role, queue);
        (_visibilitySeconds, _tries) = (visibilitySeconds, tries);
        _provisioner = new Provisioner(aws.Endpoint);
        _connectionString = database == DatabaseKind.Postgres
            ? PostgresServer.Get().CreateDatabase()
            : $"Data Source={Path.Combine(_folder, "crashing.db")}";
    }

    public LocalAwsServer Aws => _aws;

    /// <summary>A folder for files that outlive the process.</summary>
    public string Folder => _folder;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string SubscriptionPath => Path.Combine(_folder, SubscriptionFile.Name);

    /// <param name="database">What outlives the process on disk.</param>
    /// <param name="visibilitySeconds">How long what a killed process had in flight stays hidden.</param>
    /// <param name="tries">How many tries there are in that time.</param>
    /// <param name="role">What the worker does.</param>
    /// <param name="queue">The worker's queue.</param>
    public static async Task<CrashStage> CreateAsync(
        DatabaseKind database, int visibilitySeconds, int tries, Role role = Role.Answers, string queue = "crashing")
    {
        var stage = new CrashStage(await LocalAwsServer.StartAsync(), database, visibilitySeconds, tries, role, queue);
        await File.WriteAllTextAsync(
            stage.SubscriptionPath,
            $$"""
            { "queue": "{{queue}}", "pattern": { "source": ["tests"], "detail-type": [{{Events(role)}}] }, "publishes": ["tests"],
              "visibilityTimeoutSeconds": {{visibilitySeconds}}, "maxFailures": 100 }
            """,
            Token);
        await stage._provisioner.ProvisionAsync("store", [SubscriptionFile.Read(stage.SubscriptionPath)], Token);
        await stage._provisioner.AddCaptureQueueAsync("store", "tap", Token);
        return stage;
    }

    public CrashingProcess Start(
        string? crashAt, string habit = nameof(Habit.Adds), TimeSpan delay = default, params string[] settings)
    {
        List<string> arguments =
        [
            "--environment", "Development",
            "--AWS_ENDPOINT_URL", _aws.Endpoint.ToString(),
            "--ConnectionStrings:Store", _connectionString,
            "--SubscriptionFile", SubscriptionPath,
            "--Role", $"{_role}",
            "--Habit", habit,
            "--Delay", $"{delay}",
            "--ParentProcessId", $"{Environment.ProcessId}",
            "--Resilience:Retries", $"{_tries - 1}",
            "--Resilience:Timeout", $"{TimeSpan.FromSeconds(0.6 * _visibilitySeconds / _tries)}",
            .. settings,
        ];
        if (crashAt is not null)
            arguments.AddRange(["--CrashAt", crashAt]);
        return CrashingProcess.Start(arguments);
    }

    public async Task DeliverAsync(string subject) =>
        await _provisioner.Sqs.SendMessageAsync(await UrlAsync(_queue), Event(new Asked(subject)), Token);

    /// <summary>Ten at a time, and the same ten once more at the same moment: of two processes, each is likely to get a copy.</summary>
    public Task DeliverTwiceAsync(IEnumerable<string> subjects) => DeliverTwiceAsync(subjects.Select(subject => new Asked(subject)));

    /// <inheritdoc cref="DeliverTwiceAsync(IEnumerable{string})" />
    public async Task DeliverTwiceAsync(IEnumerable<object> events)
    {
        var url = await UrlAsync(_queue);
        foreach (var ten in events.Select(Event).Chunk(10))
            await Task.WhenAll(SendAsync(url, ten), SendAsync(url, ten));
    }

    /// <summary>Ten at a time, in their order, and a copy of each ten behind them; the group is the part of the subject before the hyphen.</summary>
    public async Task DeliverInOrderTwiceAsync(IEnumerable<string> subjects)
    {
        var url = await UrlAsync(_queue);
        foreach (var ten in subjects.Chunk(10).Select(ten => ten.Select(subject => (Group: subject.Split('-')[0], Body: Event(new Asked(subject)))).ToList()))
        {
            for (var copy = 0; copy < 2; copy++)
                await _provisioner.Sqs.SendMessageBatchAsync(
                    url,
                    [.. ten.Select((message, index) => new SendMessageBatchRequestEntry($"{index}", message.Body)
                    {
                        MessageGroupId = message.Group,
                        MessageDeduplicationId = $"{Guid.NewGuid()}",
                    })],
                    Token);
        }
    }

    /// <summary>Whether no message is waiting or in flight.</summary>
    public async Task<bool> IsQueueEmptyAsync() => await DepthAsync(_queue) == 0;

    /// <summary>Whether nothing is under way any more.</summary>
    public async Task<bool> IsSettledAsync(CrashingProcess worker) =>
        await worker.UnsentAsync() == 0 && await IsQueueEmptyAsync() && (await PublishedAsync()).Count > 0;

    /// <summary>The data of the events that came out, by their identity.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> PublishedAsync()
    {
        var url = await UrlAsync("tap");
        while ((await _provisioner.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 10 }, Token)).Messages is
            { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                var envelope = EnvelopeReader.Read(Encoding.UTF8.GetBytes(message.Body));
                _published[Guid.Parse(envelope.EventId)] = Encoding.UTF8.GetString(envelope.Data.Span);
                await _provisioner.Sqs.DeleteMessageAsync(url, message.ReceiptHandle, Token);
            }
        }

        return _published;
    }

    public Task<int> DeadLettersAsync() => DepthAsync(_queue.EndsWith(".fifo", StringComparison.Ordinal) ? "crashing-dlq.fifo" : "crashing-dlq");

    public async ValueTask DisposeAsync()
    {
        _provisioner.Dispose();
        await _aws.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Events(Role role) => role switch
    {
        Role.Scans => "\"DocumentScanned\"",
        Role.Settles => "\"Invoiced\", \"Paid\"",
        _ => "\"Asked\"",
    };

    private static string Event(object contract) =>
        $$"""
        { "version": "0", "id": "{{Guid.NewGuid()}}", "source": "tests", "detail-type": "{{contract.GetType().Name}}", "account": "1",
          "time": "2026-01-01T00:00:00Z", "region": "r", "resources": [],
          "detail": { "metadata": { "eventId": "{{Guid.NewGuid()}}" }, "data": {{JsonSerializer.Serialize(contract, JsonSerializerOptions.Web)}} } }
        """;

    private async Task SendAsync(string url, IEnumerable<string> events) => await _provisioner.Sqs.SendMessageBatchAsync(
        url, [.. events.Select((body, index) => new SendMessageBatchRequestEntry($"{index}", body))], Token);

    private async Task<int> DepthAsync(string queue)
    {
        var depth = await _provisioner.Sqs.GetQueueAttributesAsync(
            await UrlAsync(queue), ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"], Token);
        return depth.ApproximateNumberOfMessages + depth.ApproximateNumberOfMessagesNotVisible;
    }

    private async Task<string> UrlAsync(string queue) => (await _provisioner.Sqs.GetQueueUrlAsync(queue, Token)).QueueUrl;
}
