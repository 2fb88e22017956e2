using Microsoft.EntityFrameworkCore;
using System.Data.Common;
using System.Net.Sockets;
using System.Reflection;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Topology;
using Workers.Hosting.Diagnostics;
using Workers.Hosting.Health;
using Workers.Hosting.Management;
using Workers.Hosting.Resilience;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;
using Workers.Hosting.Subscriptions;

namespace Workers.Hosting;

/// <summary>Hosts a worker: configuration, logs, telemetry, health, the bus, and the worker's own parts.</summary>
public static class WorkerApplication
{
    /// <summary>Runs the worker until it is stopped.</summary>
    /// <param name="args">The command line: settings as <c>--name value</c>.</param>
    /// <param name="configure">The worker's own parts.</param>
    /// <param name="commands">The program's own commands, for its <c>--help</c>: one line each.</param>
    /// <returns>The exit code: 0 after a stop, 2 if a setting is wrong, 1 if it could not start.</returns>
    /// <example>
    /// <code>
    /// public static Task&lt;int&gt; Main(string[] args) =&gt; WorkerApplication.RunAsync(args, worker =&gt;
    /// {
    ///     worker.AddStore&lt;LoyaltyDbContext&gt;(store =&gt; store.UseSqlite());
    ///     worker.AddConsumer&lt;GrantPoints&gt;();
    /// });
    /// </code>
    /// </example>
    public static Task<int> RunAsync(string[] args, Action<WorkerBuilder> configure, params IReadOnlyList<string> commands) =>
        args is [HealthProbe.Option, .. var which] ? HealthCheckCommand.RunAsync(which) : RunWorkerAsync(args, configure, commands);

    // Separate from the health check, which runs every few seconds and must not load the types that this method uses.
    private static async Task<int> RunWorkerAsync(string[] args, Action<WorkerBuilder> configure, IReadOnlyList<string> commands)
    {
        if (args.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            Console.WriteLine(CommandLine.Help(commands));
            return 0;
        }

        try
        {
            var command = args.FirstOrDefault(argument => argument is CommandLine.Migrate or CommandLine.PublishRefused);
            args = [.. args.Where(argument => argument != command)];
            CommandLine.Check(args);
            await using var app = command is null ? Create(args, configure) : Build(args, configure).App;
            return command switch
            {
                CommandLine.Migrate => await MigrateAsync(app.Services),
                CommandLine.PublishRefused => await PublishRefusedAsync(app.Services),
                _ => await RunAsync(app),
            };
        }
        catch (Exception error) when (
            error is SubscriptionException or SettingsException or EventContractException or OptionsValidationException or ConfigurationException or InvalidDataException or FormatException)
        {
            // MassTransit wraps the useful message in one that only says that the bus could not be created.
            return Fail(2, error is ConfigurationException { InnerException: (ConfigurationException or EventContractException) and var inner } ? inner.Message : error.Message);
        }
        catch (InvalidOperationException error) when (error.InnerException is FormatException or ArgumentException)
        {
            // From the configuration binder, about a value of the wrong type.
            return Fail(2, $"{error.Message} {error.InnerException.Message}");
        }
        catch (HostAbortedException)
        {
            // Thrown by a tool that needs only the services of the program, such as dotnet ef, which waits for it.
            throw;
        }
        catch (Exception error) when (IsAboutDatabase(error))
        {
            return Fail(1, $"its database cannot be used: {error.Describe().TrimEnd('.')}. Check ConnectionStrings__Store.");
        }
        catch (Exception error)
        {
            return Fail(1, $"it could not start: {error}");
        }
    }

    /// <summary>Builds the worker without running it.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">The worker's own parts.</param>
    /// <param name="overrides">Replacements for tests, after everything else is set up.</param>
    /// <exception cref="SubscriptionException">The worker's <c>subscription.json</c> is missing or wrong.</exception>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static WebApplication Create(string[] args, Action<WorkerBuilder> configure, Action<IServiceCollection>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var (app, worker) = Build(args, configure, overrides);
        app.UseHostFiltering();
        app.RefuseDotSegments();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // During an outage of the database each request would log a stack trace; health and the outbox dispatcher report it once.
            StatusCodeSelector = error => OutageSigns.AreIn(error)
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = failed => OutageSigns.AreIn(failed.Exception),
        });
        app.UseStatusCodePages();
        worker.UseMiddleware(app);
        app.MapLiveness();
        var management = app.MapManagement();
        management.MapHealth();
        management.MapAbout(worker.Settings);
        management.MapLogLevel();
        if (app.Environment.IsDevelopment())
            app.MapEndpointIndex(worker.Settings.Name);
        app.Services.GetService<ManagementPort>()?.ListenIn(app);
        return app;
    }

    /// <summary>Without health and the other common endpoints: health would set up the bus.</summary>
    private static (WebApplication App, WorkerBuilder Worker) Build(string[] args, Action<WorkerBuilder> configure, Action<IServiceCollection>? overrides = null)
    {
        var host = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var settings = WorkerSettings.Read(configure.Method.Module.Assembly, host.Configuration, host.Environment);
        host.Services.AddProblemDetails();
        host.Services.AddHostNames(host.Configuration);
        ManagementPort.AddTo(host.Services, host.Configuration, host.Environment);

        // An unreadable request is the caller's mistake, in development too.
        host.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        host.Services.AddWorkerLogging(settings.Name, host.Configuration, host.Environment);
        host.Services.AddWorkerTelemetry(settings.Name, settings.Version, settings.Assembly, host.Configuration);
        if (settings.ParentProcessId is { } parent)
            host.Services.AddHostedService(provider => new ParentWatch(parent, provider.GetRequiredService<IHostApplicationLifetime>()));

        var worker = host.AddWorker(settings, configure);
        host.Services.ConfigureHttpClientDefaults(clients => clients.ConfigureHttpClient(http => http.Timeout = worker.HttpTimeout));
        overrides?.Invoke(host.Services);
        var app = host.Build();
        worker.MapEndpoints(app);
        return (app, worker);
    }

    private static async Task<int> RunAsync(WebApplication app)
    {
        // Read before the run: the host disposes its services when it ends.
        var (stopping, management) = (app.Lifetime.ApplicationStopping, app.Services.GetService<ManagementPort>());
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped during the start: an ordinary stop.
        }
        catch (IOException error) when (error.InnerException is AddressInUseException or SocketException)
        {
            var setting = management?.IsNamedIn(error.Message) == true ? ManagementUrl.Setting : "--urls";
            return Fail(1, $"{error.Message} Stop the program that uses the address, or choose another address with {setting}.");
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AccessDenied)
        {
            // The exception does not name the address.
            return Fail(1, $"it cannot listen: {error.Message}. Check --urls{(management is null ? "" : $" and {management}")}.");
        }

        return 0;
    }

    private static async Task<int> MigrateAsync(IServiceProvider services)
    {
        var applied = await services.MigrateStoreAsync();
        Console.WriteLine(applied.Count == 0 ? "The database is up to date." : $"Applied {string.Join(", ", applied)}.");
        return 0;
    }

    private static async Task<int> PublishRefusedAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var count = await scope.ServiceProvider.StoreContext().PublishRefusedAsync(CancellationToken.None);
        Console.WriteLine(count == 0 ? "No event was refused." : $"{count} refused events will be published again by the running worker.");
        return 0;
    }

    private static bool IsAboutDatabase(Exception error) => error is DbException || error.InnerException is DbException;

    private static int Fail(int code, string message)
    {
        Console.Error.WriteLine($"{Assembly.GetEntryAssembly()?.GetName().Name}: {message}");
        return code;
    }
}
