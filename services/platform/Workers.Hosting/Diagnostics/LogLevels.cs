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
/// What is logged: from the setting <c>LogLevel</c> on, information by default. It can be changed while the worker runs. Serilog looks at
/// its switches; of what goes to the collector, .NET's logging asks for rules, once for each logger and again after a change.
/// </summary>
internal sealed class LogLevels : IConfigureOptions<LoggerFilterOptions>, IOptionsChangeTokenSource<LoggerFilterOptions>
{
    private const string Setting = "LogLevel";

    /// <summary>What libraries say below these levels is said already, or of no interest to who runs a worker.</summary>
    private static readonly (string Source, LogEventLevel Level)[] Quieter =
    [
        ("Microsoft", LogEventLevel.Warning),
        ("System", LogEventLevel.Warning),
        ("Polly", LogEventLevel.Error),
        ("Microsoft.Hosting.Lifetime", LogEventLevel.Information),
        ("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal),

        // Both throw what they log: who catches it decides whether it is an error. A lost race for a row is none.
        ("Microsoft.EntityFrameworkCore", LogEventLevel.Fatal),
        ("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal),
    ];

    private readonly LoggingLevelSwitch _least = new();
    private readonly (LoggingLevelSwitch Switch, LogEventLevel Level)[] _quieter =
        [.. Quieter.Select(source => (new LoggingLevelSwitch(), source.Level))];

    private CancellationTokenSource _changed = new();

    /// <summary>Begins with the level of the configuration.</summary>
    /// <exception cref="SettingsException">There is no such level.</exception>
    public LogLevels(IConfiguration configuration) => Least = Read(configuration);

    /// <summary>The least level that is logged from now on; libraries may have a higher one.</summary>
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

    /// <summary>Makes the logger follow the levels.</summary>
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

    /// <summary>The level in the configuration, information where there is none.</summary>
    /// <exception cref="SettingsException">There is no such level.</exception>
    public static LogEventLevel Read(IConfiguration configuration) =>
        configuration[Setting] is { Length: > 0 } name ? Parse(name) : LogEventLevel.Information;

    /// <summary>The level of that name.</summary>
    /// <exception cref="SettingsException">There is no such level.</exception>
    public static LogEventLevel Parse(string name) =>
        Enum.GetValues<LogEventLevel>().Cast<LogEventLevel?>().FirstOrDefault(
            level => $"{level}".Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SettingsException($"{Setting} '{name}' is none of {string.Join(", ", Enum.GetNames<LogEventLevel>())}.");

    // Both count from the most talkative to the least, from 0 on.
    private static LoggerFilterRule Rule(string? category, LoggingLevelSwitch least) =>
        new(typeof(OpenTelemetryLoggerProvider).FullName, category, (LogLevel)(int)least.MinimumLevel, filter: null);
}
