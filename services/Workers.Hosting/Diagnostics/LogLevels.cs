using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Workers.Hosting.Diagnostics;

/// <summary>What is logged: from the setting <c>LogLevel</c> on, information by default. It can be changed while the worker runs.</summary>
internal sealed class LogLevels
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

    /// <summary>Categories are types' names: there are only so many.</summary>
    private readonly ConcurrentDictionary<string, LoggingLevelSwitch> _byCategory = new(StringComparer.Ordinal);

    private readonly LoggingLevelSwitch _least = new();
    private readonly (LoggingLevelSwitch Switch, LogEventLevel Level)[] _quieter =
        [.. Quieter.Select(source => (new LoggingLevelSwitch(), source.Level))];

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
        }
    }

    /// <summary>Has the logger heed the levels.</summary>
    public void Apply(LoggerConfiguration logger)
    {
        logger.MinimumLevel.ControlledBy(_least);
        for (var i = 0; i < Quieter.Length; i++)
            logger.MinimumLevel.Override(Quieter[i].Source, _quieter[i].Switch);
    }

    /// <summary>Whether a line of that category and level is logged.</summary>
    public bool Allow(string? category, LogLevel level)
    {
        var least = _byCategory.GetOrAdd(category ?? "", static (name, levels) => levels.SwitchOf(name), this).MinimumLevel;
        return level != LogLevel.None && (int)level >= (int)least;
    }

    /// <summary>The level in the configuration, information where there is none.</summary>
    /// <exception cref="SettingsException">There is no such level.</exception>
    public static LogEventLevel Read(IConfiguration configuration) =>
        configuration[Setting] is { Length: > 0 } name ? Parse(name) : LogEventLevel.Information;

    // The longest name counts.
    private LoggingLevelSwitch SwitchOf(string category) =>
        Quieter.Zip(_quieter, (source, quieter) => (source.Source, quieter.Switch))
            .Where(candidate => IsBelow(category, candidate.Source))
            .OrderByDescending(candidate => candidate.Source.Length)
            .Select(candidate => candidate.Switch)
            .FirstOrDefault(_least);

    private static bool IsBelow(string category, string source) =>
        category.StartsWith(source, StringComparison.Ordinal) && (category.Length == source.Length || category[source.Length] == '.');

    /// <summary>The level of that name.</summary>
    /// <exception cref="SettingsException">There is no such level.</exception>
    public static LogEventLevel Parse(string name) =>
        Enum.GetValues<LogEventLevel>().Cast<LogEventLevel?>().FirstOrDefault(
            level => $"{level}".Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SettingsException($"{Setting} '{name}' is none of {string.Join(", ", Enum.GetNames<LogEventLevel>())}.");
}
