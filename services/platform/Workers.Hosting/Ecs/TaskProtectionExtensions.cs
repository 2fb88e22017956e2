using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Ecs;

internal static class TaskProtectionExtensions
{
    private static readonly TimeSpan AgentTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Protects this task during long work, if it runs on ECS.</summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static void AddTaskProtection(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.Read<TaskProtectionOptions>(TaskProtectionOptions.Section, read => read.Problems());
        if (configuration[TaskProtection.AgentVariable] is not { Length: > 0 } agent)
            return;
        if (!Uri.TryCreate(agent, UriKind.Absolute, out _))
            throw new SettingsException($"{TaskProtection.AgentVariable} '{agent}' is not a URL.");

        services.AddSingleton<RunningHandlers>();
        services.AddHostedService(provider => new TaskProtection(
            provider.GetRequiredService<RunningHandlers>(),
            provider.GetRequiredService<ReceivePause>(),
            options,
            new HttpClient { BaseAddress = TaskProtection.AgentAt(agent), Timeout = AgentTimeout },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TaskProtection>>()));
    }
}
