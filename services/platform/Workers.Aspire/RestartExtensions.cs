using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Workers.Aspire;

/// <summary>Restart and kill commands of processes.</summary>
public static class RestartExtensions
{
    /// <summary>The command's name.</summary>
    public const string KillCommand = "kill";

    /// <summary>The exit code of a service with wrong settings.</summary>
    public const int InvalidSettingsExitCode = 2;

    /// <summary>
    /// Restarts the resource if its process ends unexpectedly: after 0.25 s, then twice as long each time, 4 s at most, until it has run
    /// for 10 s. Exit code 2, for wrong settings, ends that: a restart does not fix them.
    /// </summary>
    public static IResourceBuilder<T> WithRestart<T>(this IResourceBuilder<T> builder)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ApplicationBuilder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RestartService>());
        return builder.WithAnnotation<RestartAnnotation>(ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Adds a command that kills the resource's process (SIGKILL), like a crash.</summary>
    public static IResourceBuilder<T> WithKillCommand<T>(this IResourceBuilder<T> builder)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithCommand(
            KillCommand,
            "Kill",
            context => Task.FromResult(
                Kill(context.Services.GetRequiredService<ResourceNotificationService>(), context.ResourceName)
                    ? CommandResults.Success()
                    : CommandResults.Failure("The process is not running.")),
            new CommandOptions
            {
                Description = "Kill the process, like a crash (SIGKILL)",
                IconName = "Flash",
                UpdateState = context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running
                    ? ResourceCommandState.Enabled
                    : ResourceCommandState.Disabled,
            });
    }

    private static bool Kill(ResourceNotificationService resources, string id)
    {
        if (!resources.TryGetCurrentState(id, out var current) || ProcessIdOf(current.Snapshot) is not { } processId)
            return false;
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
            return true;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            // It has ended meanwhile.
            return false;
        }
    }

    private static int? ProcessIdOf(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is { } id
            ? Convert.ToInt32(id, CultureInfo.InvariantCulture)
            : null;
}
