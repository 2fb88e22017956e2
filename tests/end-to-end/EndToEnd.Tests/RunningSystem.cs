using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using EndToEnd.Tests;
using Microsoft.Data.Sqlite;
using Workers.Hosting.Subscriptions;
using Store.AppHost;
using Workers.Cli.Traces;

[assembly: AssemblyFixture(typeof(RunningSystem))]

namespace EndToEnd.Tests;

/// <summary>The tests that need the running system to themselves: what one of them stops or breaks, another one would miss.</summary>
[CollectionDefinition(Name)]
public sealed class OneAtATime
{
    public const string Name = "One at a time";
}

/// <summary>The whole system in its real processes, started by the app host, on ports of its own, for all tests of this assembly.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("workers-").FullName;
    private readonly int _first = FreePorts.InARow(24);
    private LocalSystem _system = null!;

    /// <summary>Where the services answer.</summary>
    public ServiceFolders Services { get; private set; } = null!;

    public HttpClient Http { get; } = new();

    /// <summary>Where SQS and EventBridge answer.</summary>
    public Uri Aws => new($"http://127.0.0.1:{_first}");

    /// <summary>Where the dashboard lets its user in.</summary>
    public Uri Dashboard => _system.LoginUrl(_first + 1);

    /// <summary>Databases, mails and logs.</summary>
    public string Data => _data;

    /// <summary>The traces that the dashboard has.</summary>
    internal ITraceSource Traces { get; private set; } = null!;

    private string[] Ports => ["--port", $"{_first}", "--dashboard", $"{_first + 1}", "--ports", $"{_first + 3}"];

    public async ValueTask InitializeAsync()
    {
        // A developer who exports traces elsewhere would not find those of the tests in the dashboard.
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", null);

        // As in production: a worker that tells its backlog asks for it.
        Environment.SetEnvironmentVariable("Telemetry__BacklogInterval", "00:00:10");
        Services = ServiceFolders.Find(_first + 3);
        _system = await LocalSystem.PrepareAsync(
            Services, new LocalOptions(_first, Dashboard: _first + 1, _data, Postgres: null), TestContext.Current.CancellationToken);
        await _system.StartAsync(_ => { }, (_, _, _) => { }, TestContext.Current.CancellationToken);
        var dashboard = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_data, "dashboard.json")))!;
        Traces = new DashboardTraces(new Uri(dashboard["url"]!.GetValue<string>()), dashboard["apiKey"]!.GetValue<string>());
    }

    public ServiceFolder Worker(string name) => Services.Workers.Single(worker => worker.Name == name);

    /// <summary>Runs the demo against this system.</summary>
    public Task<(int ExitCode, string Output, string Errors)> DemoAsync(params string[] arguments) =>
        Run.ToEndAsync(Path.Combine(AppContext.BaseDirectory, "Store.AppHost.dll"), ["demo", .. arguments, .. Ports]);

    /// <summary>Runs <c>workers traces</c> against this system.</summary>
    public Task<(int ExitCode, string Output, string Errors)> TracesAsync(params string[] arguments) =>
        Run.ToEndAsync(Path.Combine(AppContext.BaseDirectory, "workers.dll"), ["traces", .. arguments, "--data", _data]);

    /// <summary>Runs the Storefront's import.</summary>
    public Task<(int ExitCode, string Output, string Errors)> ImportAsync(string file) =>
        Run.ToEndAsync(Services.Storefront.Program, "import", file, "--url", Services.Storefront.Url.ToString(), "--json");

    /// <summary>Places an order.</summary>
    /// <returns>Its number.</returns>
    public async Task<string> OrderAsync(string sku = "10002")
    {
        var order = new { customer = new { email = "ada@example.com", name = "Ada" }, lines = new[] { new { sku, quantity = 1 } } };
        using var answer = await Http.PostAsJsonAsync(new Uri(Services.Storefront.Url, "/orders"), order, TestContext.Current.CancellationToken);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["orderId"]!.GetValue<string>();
    }

    /// <summary>Ends a service's process without asking it.</summary>
    public async Task KillAsync(string service) => Assert.True(await _system.KillAsync(service, TestContext.Current.CancellationToken));

    /// <summary>Waits until a resource is ready again.</summary>
    public async Task UntilReadyAsync(string resource)
    {
        var address = resource switch
        {
            LocalSystem.Aws => new Uri(Aws, "/_localaws/health"),
            _ when resource == Services.Gateway.Name => new Uri(Services.Gateway.Url, "/health"),
            _ => new Uri(Services.All.Single(service => service.Name == resource).Url, "/health/ready"),
        };
        await SeparateProcesses.UntilOkAsync(Http, address, $"{resource} is not ready");
    }

    /// <summary>Stops a service as its user does in the dashboard.</summary>
    public Task StopAsync(string service) => CommandAsync(service, KnownResourceCommands.StopCommand);

    /// <summary>Starts it again.</summary>
    public Task StartAsync(string service) => CommandAsync(service, KnownResourceCommands.StartCommand);

    /// <summary>Runs a command of a resource.</summary>
    internal async Task<ExecuteCommandResult> CommandAsync(string resource, string command, params (string Name, string Value)[] arguments)
    {
        var result = await _system.RunCommandAsync(resource, command, TestContext.Current.CancellationToken, arguments);
        Assert.True(result.Success, $"{command} of {resource}: {result.Message}");
        return result;
    }

    /// <summary>Changes a worker's database behind its back.</summary>
    public async Task ExecuteAsync(string worker, string statement)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_data, $"{worker}.db")};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks until the answer is there.</summary>
    public async Task<string> AskAsync(Uri question, Func<string, bool> isThere)
    {
        var last = await Eventually.GetAsync(
            async () =>
            {
                using var answer = await Http.GetAsync(question, TestContext.Current.CancellationToken);
                return (answer.IsSuccessStatusCode, answer.StatusCode, Text: await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            },
            answer => answer.IsSuccessStatusCode && isThere(answer.Text),
            answer => $"{question} timed out; last answer: {(int)answer.StatusCode} {answer.Text}",
            Eventually.ProcessInterval);
        return last.Text;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _system.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
