using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workers.Local.Processes;

namespace Workers.Local.Control;

/// <summary>Lets another process on this machine see, stop and start the workers of the system that runs.</summary>
internal static class ControlServer
{
    /// <summary>A browser does not send this header to a foreign site without asking it first: no web page can stop a worker.</summary>
    public const string Header = "X-Workers-Local";

    public static async Task<WebApplication> StartAsync(LocalSystem system, int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var app = builder.Build();
        app.MapGet("/workers", () => system.Children.Select(State));
        app.MapPost(
            "/workers/{name}/stop", (string name, HttpRequest request) => SwitchAsync(system, name, request, child => child.StopAsync()));
        app.MapPost(
            "/workers/{name}/start",
            (string name, HttpRequest request) => SwitchAsync(system, name, request, child => child.StartAgainAsync()));
        try
        {
            await app.StartAsync(cancellationToken);
            return app;
        }
        catch (IOException error)
        {
            await app.DisposeAsync();
            throw new LocalException($"Port {port} cannot be listened on: {error.Message} Choose another with --control.", error);
        }
    }

    private static async Task<IResult> SwitchAsync(
        LocalSystem system, string name, HttpRequest request, Func<ChildProcess, Task> switchAsync)
    {
        // The host is looked at because a foreign name may be made to point here, and its pages would then be at home.
        if (!request.Headers.ContainsKey(Header) || request.Host.Host is not ("127.0.0.1" or "localhost"))
            return Results.Text(
                $"Only this machine may switch workers: ask 127.0.0.1, with the header {Header}.",
                statusCode: StatusCodes.Status403Forbidden);
        if (system.Children.FirstOrDefault(child => child.Name == name) is not { } child)
            return Results.Text(
                $"There is no '{name}' here, but {string.Join(", ", system.Children.Select(other => other.Name))}.",
                statusCode: StatusCodes.Status404NotFound);

        await switchAsync(child);
        return Results.Ok(State(child));
    }

    private static ProcessState State(ChildProcess child) => new(child.Name, child.IsWanted, child.ProcessId);

    private sealed record ProcessState(string Name, bool Wanted, int? ProcessId);

    /// <summary>Signals are for the program around this.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
