using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Postgres.Testing;
using Store.Testing;
using Storefront.Data;
using Workers.Hosting;
using Workers.Hosting.Store;

namespace Storefront.Tests;

/// <summary>The Storefront's API over HTTP, with an empty database and an outbox that remembers.</summary>
public sealed class Shop : IAsyncDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"storefront-{Guid.NewGuid():N}.db");
    private readonly PostgresDatabase<StorefrontDbContext>? _postgres;
    private readonly WebApplication _app;

    private Shop(DatabaseKind database, bool history, string environment, IEnumerable<(string Setting, string Value)> settings)
    {
        _postgres = database == DatabaseKind.Postgres ? new PostgresDatabase<StorefrontDbContext>() : null;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ILoggerProvider>(Log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        foreach (var pairs in new[] { Tokens.Settings, settings })
            builder.Configuration.AddInMemoryCollection(pairs.Select(pair => KeyValuePair.Create(pair.Setting, (string?)pair.Value)));
        builder.Services.AddDbContext<StorefrontDbContext>(
            options => _ = _postgres is null ? options.UseSqliteStore($"Data Source={_file}") : options.UsePostgreSqlStore(_postgres.ConnectionString));
        builder.Services.AddSingleton(new SqliteWriteLock(oneAtATime: _postgres is null));
        var options = builder.Configuration.GetSection(StorefrontOptions.Section).Get<StorefrontOptions>() ?? new StorefrontOptions();
        options.Products = Path.Combine(AppContext.BaseDirectory, "Samples", "products.json");
        StorefrontApi.Add(builder.Services, builder.Environment, options);
        builder.Services.AddScoped<IEventOutbox, RememberingOutbox>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        StorefrontApi.Use(_app);
        StorefrontApi.Map(_app, history);
    }

    public HttpClient Http { get; private set; } = null!;

    public string Url => _app.Urls.Single();

    /// <summary>What was saved with an event, in order.</summary>
    public List<(object Event, Guid CorrelationId)> Outbox { get; } = [];

    /// <summary>What was logged.</summary>
    public MemoryLog Log { get; } = new(LogLevel.Warning);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Shop> OpenAsync(
        DatabaseKind database, bool history = true, string environment = "Development", params IEnumerable<(string Setting, string Value)> settings)
    {
        var shop = new Shop(database, history, environment, settings);
        await using (var scope = shop._app.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<StorefrontDbContext>().Database.MigrateAsync(Token);
        await shop._app.StartAsync(Token);
        shop.Http = new HttpClient { BaseAddress = new Uri(shop.Url) };
        return shop;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Response)> PostAsync(
        string path, string body, string? key = null, string contentType = "application/json", string? token = null, string? forwardedFor = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new StringContent(body, Encoding.UTF8);
        request.Content.Headers.ContentType = new(contentType);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        if (forwardedFor is not null)
            request.Headers.Add("X-Forwarded-For", forwardedFor);
        var response = await Http.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return (response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text), response);
    }

    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>(path, Token);

    public async Task<HttpStatusCode> StatusAsync(string path, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        using var response = await Http.SendAsync(request, Token);
        return response.StatusCode;
    }

    public async Task UseAsync(Func<StorefrontDbContext, Task> use)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<StorefrontDbContext>());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        File.Delete(_file);
        _postgres?.Dispose();
    }

    /// <summary>Remembers an event once its rows are saved, as the real outbox sends it then.</summary>
    private sealed class RememberingOutbox : IEventOutbox
    {
        private readonly List<(object, Guid)> _added = [];

        public RememberingOutbox(StorefrontDbContext db, Shop shop) => db.SavedChanges += (_, _) =>
        {
            lock (shop.Outbox)
                shop.Outbox.AddRange(_added);
        };

        public Task AddAsync<T>(T @event, Guid correlationId, CancellationToken cancellationToken)
            where T : class
        {
            _added.Add((@event, correlationId));
            return Task.CompletedTask;
        }
    }
}
