using Microsoft.EntityFrameworkCore;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Store;

namespace Store.Testing;

/// <summary>Asks a worker's HTTP questions, without the rest of the worker.</summary>
public static class Questions
{
    /// <summary>Asks one question.</summary>
    public static async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync<TContext>(
        this Database<TContext> database, Action<IEndpointRouteBuilder> map, string path, CancellationToken cancellationToken)
        where TContext : DbContext
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddScoped(_ => database.Open());
        await using var app = builder.Build();
        map(app);
        await app.StartAsync(cancellationToken);

        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var response = await http.GetAsync(path, cancellationToken);
        return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(cancellationToken)));
    }
}
