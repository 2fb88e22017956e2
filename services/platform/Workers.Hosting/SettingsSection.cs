using Microsoft.Extensions.Configuration;

namespace Workers.Hosting;

internal static class SettingsSection
{
    /// <summary>Reads a section of the configuration, and checks it.</summary>
    /// <exception cref="SettingsException">A value has the wrong type, or is not allowed.</exception>
    public static TOptions Read<TOptions>(this IConfiguration configuration, string section, Func<TOptions, IEnumerable<string>> problems)
        where TOptions : new()
    {
        var options = new TOptions();
        try
        {
            configuration.GetSection(section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException error)
        {
            var remedy = error.Message.Contains(typeof(TimeSpan).FullName!, StringComparison.Ordinal) ? " Write 00:00:30 for 30 s." : "";
            throw new SettingsException($"{section}: {error.Message}{remedy}", error);
        }

        var wrong = string.Join(' ', problems(options));
        return wrong.Length == 0 ? options : throw new SettingsException(wrong);
    }
}
