using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using OpenTelemetry.Logs;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// The minimum log level: setting <c>LogLevel</c>, information by default. It can change while the worker runs. Serilog reads its switches;
/// for the export, .NET's logging reads rules once for each logger and again after a change.
/// </summary>
internal sealed class LogLevels : IConfigureOptions<LoggerFilterOptions>, IOptionsChangeTokenSource<LoggerFilterOptions>
{
    private const string Setting = "LogLevel";

    /// <summary>Below these levels, the messages of libraries are redundant, or useless to operators.</summary>
    private static readonly (string Source, LogEventLevel Level)[] Quieter =
    [
        ("Microsoft", LogEventLevel.Warning),
        ("System", LogEventLevel.Warning),
        ("Polly", LogEventLevel.Error),
        ("Microsoft.Hosting.Lifetime", LogEventLevel.Information),
        ("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal),

        // Both throw the exceptions that they log: the code that catches one decides whether it is an error. A lost race for a row is not.
        ("Microsoft.EntityFrameworkCore", LogEventLevel.Fatal),
        ("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal),
    ];

    private readonly LoggingLevelSwitch _least = new();
    private readonly (LoggingLevelSwitch Switch, LogEventLevel Level)[] _quieter =
        [.. Quieter.Select(source => (new LoggingLevelSwitch(), source.Level))];

    private CancellationTokenSource _changed = new();

    /// <summary>Starts with the level of the configuration.</summary>
    /// <exception cref="SettingsException">There is no such level.</exception>
    public LogLevels(IConfiguration configuration) => Least = Read(configuration);

    /// <summary>The current minimum level; libraries may have a higher one.</summary>
    public LogEventLevel Least
    {
        get => _least.MinimumLevel;
        set
        {
            _least.MinimumLevel = value;
            foreach (var (levelSwitch, level) in _quieter)
                levelSwitch.MinimumLevel = level > value ? level : value;
            Interlocked.Exchange(ref _changed, new CancellationTokenSource()).Cancel();
        }
    }

    /// <summary>Connects the logger to the levels.</summary>
    public void Apply(LoggerConfiguration logger)
    {
        logger.MinimumLevel.ControlledBy(_least);
        for (var i = 0; i < Quieter.Length; i++)
            logger.MinimumLevel.Override(Quieter[i].Source, _quieter[i].Switch);
    }

    string IOptionsChangeTokenSource<LoggerFilterOptions>.Name => Options.DefaultName;

    void IConfigureOptions<LoggerFilterOptions>.Configure(LoggerFilterOptions options)
    {
        options.Rules.Add(Rule(category: null, _least));
        foreach (var (source, quieter) in Quieter.Zip(_quieter))
            options.Rules.Add(Rule(source.Source, quieter.Switch));
    }

    IChangeToken IOptionsChangeTokenSource<LoggerFilterOptions>.GetChangeToken() => new CancellationChangeToken(_changed.Token);

    /// <summary>The level in the configuration, information by default.</summary>
    /// <exception cref="SettingsException">There is no such level.</exception>
    public static LogEventLevel Read(IConfiguration configuration) =>
        configuration[Setting] is { Length: > 0 } name ? Parse(name) : LogEventLevel.Information;

    /// <summary>The level of that name.</summary>
    /// <exception cref="SettingsException">There is no such level.</exception>
    public static LogEventLevel Parse(string name) =>
        Enum.GetValues<LogEventLevel>().Cast<LogEventLevel?>().FirstOrDefault(
            level => $"{level}".Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SettingsException($"{Setting} '{name}' is not one of {string.Join(", ", Enum.GetNames<LogEventLevel>())}.");

    // Both enumerations start at 0, with the most verbose level.
    private static LoggerFilterRule Rule(string? category, LoggingLevelSwitch least) =>
        new(typeof(OpenTelemetryLoggerProvider).FullName, category, (LogLevel)(int)least.MinimumLevel, filter: null);
}
