using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;
using Workers.Hosting.Subscriptions;
using Workers.Hosting.Provisioning;
using Workers.LocalAws;

namespace Fuzz.Tests;

/// <summary>An emulator, the Storefront and a worker in this process, each reached over HTTP.</summary>
public sealed class FuzzedSystem : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fuzz-");
    private readonly HttpClient _http = new() { Timeout = Patience };
    private LocalAwsServer _aws = null!;
    private WebApplication _shop = null!;
    private WebApplication _worker = null!;

    public Provisioner Provisioner { get; private set; } = null!;

    public Uri Aws => _aws.Endpoint;

    public Uri Shop { get; private set; } = null!;

    public Uri Worker { get; private set; } = null!;

    /// <summary>How long each answer took, by the name of the test.</summary>
    public ConcurrentDictionary<string, (long Count, TimeSpan Longest)> Answers { get; } = new(StringComparer.Ordinal);

    public async ValueTask InitializeAsync()
    {
        _aws = await LocalAwsServer.StartAsync();
        Provisioner = new Provisioner(_aws.Endpoint);
        var subscription = Path.Combine(RepositoryFiles.Services, "Profile.Worker", "subscription.json");
        await Provisioner.ProvisionAsync("store", [SubscriptionFile.Read(subscription)], CancellationToken.None);
        (_shop, Shop) = await StartAsync("storefront", Storefront.Program.Configure);
        (_worker, Worker) = await StartAsync("profile", Profile.Worker.Program.Configure, "--SubscriptionFile", subscription);
    }

    /// <summary>Sends a body, and has the answer be no error of the server.</summary>
    public async Task<(int Status, string Body)> PostAsync(Uri url, byte[] body, string contentType, string? target = null, string? method = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method ?? "POST"), url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (target is not null)
            request.Headers.Add("X-Amz-Target", target);
        var started = Stopwatch.GetTimestamp();
        using var response = await _http.SendAsync(request, Token);
        var answer = await response.Content.ReadAsStringAsync(Token);
        var took = Stopwatch.GetElapsedTime(started);
        Answers.AddOrUpdate(
            target ?? url.AbsolutePath.Split('/')[1],
            (1, took),
            (_, known) => (known.Count + 1, took > known.Longest ? took : known.Longest));
        Assert.True((int)response.StatusCode < 500, $"{(int)response.StatusCode} {answer}");
        return ((int)response.StatusCode, answer);
    }

    public async Task<bool> IsOkAsync(Uri url)
    {
        using var response = await _http.GetAsync(url, Token);
        return response.IsSuccessStatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (name, (count, longest)) in Answers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            TestContext.Current.SendDiagnosticMessage($"{name}: {count} answers, the longest after {longest.TotalMilliseconds:0} ms");
        await _worker.DisposeAsync();
        await _shop.DisposeAsync();
        Provisioner.Dispose();
        await _aws.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<(WebApplication App, Uri Url)> StartAsync(string name, Action<WorkerBuilder> configure, params string[] settings)
    {
        var app = WorkerApplication.Create(
            [
                "--environment", "Development", "--urls", "http://127.0.0.1:0", "--AWS_ENDPOINT_URL", _aws.Endpoint.ToString(), "--LogLevel", "Fatal",
                "--DataDirectory", _folder.FullName, "--ConnectionStrings:Store", $"Data Source={Path.Combine(_folder.FullName, name + ".db")}", .. settings,
            ],
            configure);
        await app.StartAsync();
        return (app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
    }
}
