using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Storage;

/// <summary>A server with a data directory, which can stop, or crash, and start again.</summary>
public abstract class StorageTest : LocalAwsTest
{
    private readonly string _root = Directory.CreateTempSubdirectory("localaws-").FullName;
    private int _copies;

    protected StorageTest() => Data = Path.Combine(_root, "data");

    /// <summary>The data directory. It does not exist before the start.</summary>
    protected string Data { get; private set; }

    protected override LocalAwsOptions Options => new() { DataDirectory = Data };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_root, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    /// <summary>Starts a server with the files as they are now: a crash leaves these.</summary>
    protected async Task CrashAsync()
    {
        var copy = Path.Combine(_root, $"copy-{++_copies}");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(Data, "*.json"))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        await StopAsync();
        Data = copy;
        await InitializeAsync();
    }

    /// <summary>Waits for the next snapshot.</summary>
    protected void Snapshot() => Time.Advance(TimeSpan.FromSeconds(5));

    protected async Task<string> UrlAsync(string queue = "queue") => (await Sqs.GetQueueUrlAsync(queue, Cancelled)).QueueUrl;

    protected async Task<Message> ReceiveOneAsync(string queue = "queue", int? visibilitySeconds = null) =>
        Assert.Single(await ReceiveAsync(await UrlAsync(queue), visibilitySeconds));

    protected async Task<string> BodiesAsync(string queue) =>
        string.Join(' ', (await ReceiveAsync(await UrlAsync(queue))).Select(message => message.Body));

    /// <summary>The answers to these calls are the same before and after a restart.</summary>
    protected async Task AssertSurvivesAsync(params (string Operation, object Input)[] reads)
    {
        var before = await AnswersAsync(reads);
        await RestartAsync();
        Assert.Equal(before, await AnswersAsync(reads));
    }

    private async Task<List<string>> AnswersAsync((string Operation, object Input)[] reads)
    {
        var answers = new List<string>();
        foreach (var (operation, input) in reads)
            answers.Add((await Http.EventsAsync(operation, input)).ToJsonString());
        return answers;
    }
}
