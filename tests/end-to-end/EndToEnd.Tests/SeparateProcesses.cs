using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Store.AppHost;

namespace EndToEnd.Tests;

/// <summary>The system as somebody runs it on an emulator: LocalAws, the Storefront and every worker are programs that know each other's address only.</summary>
internal sealed class SeparateProcesses : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("workers-");
    private readonly int _first = FreePorts.InARow(20);
    private readonly List<Process> _services = [];
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _aws;

    public SeparateProcesses() => Services = ServiceFolders.Find(_first + 1);

    public ServiceFolders Services { get; }

    public Uri Aws => new($"http://127.0.0.1:{_first}");

    public HttpClient Http { get; } = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts the emulator, with nothing in it.</summary>
    public async Task StartAwsAsync()
    {
        _aws = Start("Workers.LocalAws.dll", "--port", $"{_first}", "--parent-pid", $"{Environment.ProcessId}");
        await UntilOkAsync(Http, new Uri(Aws, "/_localaws/health"), "LocalAws does not answer");
    }

    /// <summary>Ends the emulator without asking it.</summary>
    public async Task KillAwsAsync()
    {
        _aws!.Kill();
        await _aws.WaitForExitAsync(Cancelled);
        _aws.Dispose();
        _aws = null;
    }

    /// <summary>Runs the command of the README.</summary>
    public async Task ProvisionAsync()
    {
        var (exitCode, output, errors) = await Run.ToEndAsync(
            Program("workers.dll"), "provision", "--endpoint", Aws.ToString(), "--services", Path.Combine(ServiceFolders.Root(), "services", "store"));
        Assert.True(exitCode == 0, output + errors);
    }

    public async Task StartServicesAsync()
    {
        _services.Add(Start(Services.Gateway.Program, "--port", $"{Services.Gateway.Port}", "--parent-pid", $"{Environment.ProcessId}"));
        foreach (var service in Services.WithStore)
        {
            _services.Add(Start(
                service.Program,
                "--environment", "Development",
                "--urls", service.Url.ToString(),
                "--AWS_ENDPOINT_URL", Aws.ToString(),
                "--DataDirectory", _data.FullName,
                "--ParentProcessId", $"{Environment.ProcessId}",
                "--Payment:GatewayUrl", Services.Gateway.Url.ToString()));
        }

        foreach (var service in Services.WithStore)
            await UntilOkAsync(Http, new Uri(service.Url, "/health/ready"), $"{service.Name} is not ready", Ended);
    }

    /// <returns>The number of an order that the Storefront has accepted.</returns>
    public async Task<string> OrderAsync()
    {
        var order = new
        {
            customer = new { email = "ada@example.com", name = "Ada" },
            lines = new[] { new { sku = "10002", quantity = 1 } },
        };
        using var answer = await Http.PostAsJsonAsync(new Uri(Services.Storefront.Url, "/orders"), order, Cancelled);
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["orderId"]!;
    }

    /// <summary>Events that the Storefront has accepted and not published.</summary>
    public async Task<int> UnsentAsync() =>
        (int)(await Http.GetFromJsonAsync<JsonObject>(new Uri(Services.Storefront.Url, "/outbox"), Cancelled))!["unsent"]!;

    /// <summary>Waits until a service answers with success.</summary>
    /// <param name="http">The client.</param>
    /// <param name="address">Of the service.</param>
    /// <param name="problem">What is wrong if it never does.</param>
    /// <param name="ended">Says which program has ended, for which nobody needs to wait; null if none has.</param>
    public static Task UntilOkAsync(HttpClient http, Uri address, string problem, Func<string?>? ended = null) => Eventually.UntilAsync(
        () => ended?.Invoke() is { } program ? throw new InvalidOperationException(program) : IsOkAsync(http, address),
        () => problem,
        Eventually.ProcessInterval);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _services.Append(_aws).OfType<Process>())
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        Http.Dispose();
        _data.Delete(recursive: true);
    }

    /// <summary>Whether an address answers with success.</summary>
    public static async Task<bool> IsOkAsync(HttpClient http, Uri address)
    {
        try
        {
            using var answer = await http.GetAsync(address, Cancelled);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private string? Ended() => _services.Find(process => process.HasExited) is { } ended
        ? $"{string.Join(' ', ended.StartInfo.ArgumentList)} ended with exit code {ended.ExitCode}: {string.Join('\n', _output.TakeLast(50))}"
        : null;

    private Process Start(string program, params string[] arguments)
    {
        var process = Run.Start(Program(program), arguments);
        process.OutputDataReceived += (_, line) => _output.Enqueue($"{program}: {line.Data}");
        process.ErrorDataReceived += (_, line) => _output.Enqueue($"{program}: {line.Data}");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static string Program(string name) => Path.Combine(AppContext.BaseDirectory, name);
}
