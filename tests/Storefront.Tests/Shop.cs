using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Postgres.Testing;
using Store.Testing;
using Storefront.Data;
using Storefront.History;
using Storefront.Orders;
using Storefront.Requests;
using Storefront.Returns;
using Storefront.Users;
using Workers.Hosting.Store;

namespace Storefront.Tests;

/// <summary>The shop's API over HTTP, with an empty database and an outbox that remembers.</summary>
public sealed class Shop : IAsyncDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"storefront-{Guid.NewGuid():N}.db");
    private readonly PostgresDatabase<StorefrontDbContext>? _postgres;
    private readonly WebApplication _app;

    private Shop(DatabaseKind database, bool history)
    {
        _postgres = database == DatabaseKind.Postgres ? new PostgresDatabase<StorefrontDbContext>() : null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDbContext<StorefrontDbContext>(options =>
        {
            options.UseWorkerMigrations();
            if (_postgres is null)
                options.UseSqlite($"Data Source={_file};Pooling=False");
            else
                options.UseNpgsql(_postgres.ConnectionString);
        });
        builder.Services.AddScoped<IEventOutbox, RememberingOutbox>();
        builder.Services.AddScoped<PlaceOrder>();
        builder.Services.AddScoped<ReturnGoods>();
        builder.Services.AddScoped<RegisterUser>();
        builder.Services.AddScoped<TakeOverHistory>();
        builder.Services.AddSingleton<Desk>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        OrderRoutes.Map(_app);
        ReturnRoutes.Map(_app);
        UserRoutes.Map(_app);
        if (history)
            HistoryRoutes.Map(_app);
    }

    public HttpClient Http { get; private set; } = null!;

    public string Url => _app.Urls.Single();

    /// <summary>What was saved with an event, in order.</summary>
    public List<(object Event, Guid CorrelationId)> Outbox { get; } = [];

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Shop> OpenAsync(DatabaseKind database, bool history = true)
    {
        var shop = new Shop(database, history);
        await using (var scope = shop._app.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<StorefrontDbContext>().Database.MigrateAsync(Token);
        await shop._app.StartAsync(Token);
        shop.Http = new HttpClient { BaseAddress = new Uri(shop.Url) };
        return shop;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Response)> PostAsync(
        string path, string body, string? key = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new StringContent(body, Encoding.UTF8);
        request.Content.Headers.ContentType = new(contentType);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        var response = await Http.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return (response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text), response);
    }

    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>(path, Token);

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
