namespace Workers.LocalAws.Tests.Clients;

/// <summary>Clients that others have written, each in its own process. Their scripts end with a code other than 0 at the first surprise.</summary>
public sealed class ForeignClientTests : IAsyncLifetime
{
    private static readonly string Scripts = Path.Combine(AppContext.BaseDirectory, "Clients");

    private LocalAwsServer _server = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await LocalAwsServer.StartAsync(cancellationToken: Cancelled);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory, InlineData("sqs"), InlineData("events"), InlineData("consumer")]
    public async Task A_client_in_JavaScript_works(string script)
    {
        NodeJs.SkipWhereMissing();
        await NpmPackages.InstallAsync(Scripts);

        await RunAsync("node", Path.Combine(Scripts, $"{script}.mjs"));
    }

    [Fact]
    public async Task Boto3_works()
    {
        var (code, _) = Tool.IsOnPath("python3") ? await Tool.RunAsync("python3", ["-c", "import boto3"]) : (1, "");
        Assert.SkipWhen(code != 0, "boto3 is not installed for python3.");

        await RunAsync("python3", Path.Combine(Scripts, "boto.py"));
    }

    [Fact]
    public async Task The_AWS_CLI_works()
    {
        Assert.SkipWhen(!Tool.IsOnPath("aws"), "The AWS CLI is not on the PATH.");
        string[] endpoint = ["--endpoint-url", _server.Endpoint.ToString(), "--output", "text"];

        var url = (await RunAsync("aws", [.. endpoint, "sqs", "create-queue", "--queue-name", "stock"])).Trim();
        await RunAsync("aws", [.. endpoint, "sqs", "send-message", "--queue-url", url, "--message-body", "hello"]);
        var received = await RunAsync("aws", [.. endpoint, "sqs", "receive-message", "--queue-url", url, "--query", "Messages[].Body"]);
        await RunAsync("aws", [.. endpoint, "events", "create-event-bus", "--name", "shop"]);
        var rule = await RunAsync(
            "aws", [.. endpoint, "events", "put-rule", "--name", "all", "--event-bus-name", "shop", "--event-pattern", """{"source":["shop"]}"""]);

        Assert.Equal("hello", received.Trim());
        Assert.EndsWith(":rule/shop/all", rule.Trim(), StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (code, output) = await Tool.RunAsync(program, arguments, input: "", [
            ("AWS_ENDPOINT_URL", _server.Endpoint.ToString()), ("AWS_REGION", _server.Region), ("AWS_DEFAULT_REGION", _server.Region),
            ("AWS_ACCESS_KEY_ID", "local"), ("AWS_SECRET_ACCESS_KEY", "local")]);
        Assert.True(code == 0, output);
        return output;
    }
}
