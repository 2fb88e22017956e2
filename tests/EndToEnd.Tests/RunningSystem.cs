using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EndToEnd.Tests;
using Microsoft.Data.Sqlite;
using Workers.Local.Services;

[assembly: AssemblyFixture(typeof(RunningSystem))]

namespace EndToEnd.Tests;

/// <summary>The tests that need the running system to themselves: what one of them stops or breaks, another one would miss.</summary>
[CollectionDefinition(Name)]
public sealed class OneAtATime
{
    public const string Name = "One at a time";
}

/// <summary>The whole system in its real processes, on ports of its own, for all tests of this assembly.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("workers-").FullName;
    private readonly int _first = FreePorts.InARow(24);
    private Process _up = null!;

    /// <summary>Where the services answer.</summary>
    public ServiceFolders Services { get; private set; } = null!;

    /// <summary>What was printed so far.</summary>
    public string Printed { get; private set; } = "";

    public HttpClient Http { get; } = new();

    /// <summary>Where SQS and EventBridge answer.</summary>
    public Uri Aws => new($"http://127.0.0.1:{_first}");

    /// <summary>Where the page is.</summary>
    public Uri Page => new($"http://localhost:{_first + 1}/");

    /// <summary>Databases, mails and logs.</summary>
    public string Data => _data;

    private string Program => Path.Combine(AppContext.BaseDirectory, "Workers.Local.dll");

    private string[] Ports => ["--port", $"{_first}", "--control", $"{_first + 1}", "--ports", $"{_first + 2}"];

    public async ValueTask InitializeAsync()
    {
        Services = ServiceFolders.Find(_first + 2);
        _up = Run.Start(Program, ["up", .. Ports, "--data", _data]);
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _up.OutputDataReceived += (_, line) => Note(line.Data, running);
        _up.ErrorDataReceived += (_, line) => Note(line.Data, running);
        _up.BeginOutputReadLine();
        _up.BeginErrorReadLine();
        await Task.WhenAny(running.Task, _up.WaitForExitAsync());
        if (_up.HasExited)
            throw new InvalidOperationException($"The system did not start:{Environment.NewLine}{Printed}");
    }

    public ServiceFolder Worker(string name) => Services.Workers.Single(worker => worker.Name == name);

    /// <summary>Runs another command against this system.</summary>
    public Task<(int ExitCode, string Output, string Errors)> CommandAsync(params string[] arguments) =>
        Run.ToEndAsync(Program, [.. arguments, .. Ports]);

    /// <summary>Runs the Storefront's import.</summary>
    public Task<(int ExitCode, string Output, string Errors)> ImportAsync(string file) =>
        Run.ToEndAsync(Services.Storefront.Program, "import", file, "--url", Services.Storefront.Url.ToString(), "--json");

    /// <summary>Ends a worker's process without asking it.</summary>
    public async Task KillAsync(string worker)
    {
        var states = await Http.GetFromJsonAsync<JsonArray>(
            $"http://127.0.0.1:{_first + 1}/workers", TestContext.Current.CancellationToken);
        var processId = states!.Single(state => state!["name"]!.GetValue<string>() == worker)!["processId"]!.GetValue<int>();
        using var process = Process.GetProcessById(processId);
        process.Kill();
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
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            using var answer = await Http.GetAsync(question, TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (answer.IsSuccessStatusCode && isThere(text))
                return text;
            Assert.True(
                Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(3),
                $"{question} did not come to it; last answer: {(int)answer.StatusCode} {text}");

            // The processor is for those who are asked.
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using (Process.Start("kill", ["-TERM", $"{_up.Id}"]))
            await _up.WaitForExitAsync();
        Directory.Delete(_data, recursive: true);
        if (_up.ExitCode != 0)
            throw new InvalidOperationException(
                $"The system did not stop cleanly (exit code {_up.ExitCode}):{Environment.NewLine}{Printed}");
    }

    private void Note(string? line, TaskCompletionSource running)
    {
        lock (_up)
            Printed += line + Environment.NewLine;
        if (line?.StartsWith("Running", StringComparison.Ordinal) == true)
            running.TrySetResult();
    }
}
