using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Workers.Aspire;

/// <summary>What is done about a process that ends.</summary>
public static class RestartExtensions
{
    /// <summary>The command's name.</summary>
    public const string KillCommand = "kill";

    /// <summary>The exit code of a service whose settings are wrong.</summary>
    public const int WrongSettings = 2;

    /// <summary>
    /// Starts the resource again when its process ends without having been stopped: after 0.25 s, then after twice as long each time, 4 s
    /// at most, until it has run for 10 s. Exit code 2, which says that the settings are wrong, ends that: another try would not mend them.
    /// </summary>
    public static IResourceBuilder<T> WithRestart<T>(this IResourceBuilder<T> builder)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ApplicationBuilder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RestartService>());
        return builder.WithAnnotation<RestartAnnotation>(ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Gives the resource a command that ends its process without asking (SIGKILL), as a crash would.</summary>
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
                    : CommandResults.Failure("It does not run.")),
            new CommandOptions
            {
                Description = "End the process without asking, as a crash would (SIGKILL)",
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
            // It has ended in between.
            return false;
        }
    }

    private static int? ProcessIdOf(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is { } id
            ? Convert.ToInt32(id, CultureInfo.InvariantCulture)
            : null;
}
