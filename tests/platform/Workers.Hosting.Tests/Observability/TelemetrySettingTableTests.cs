using System.Reflection;
using Workers.Hosting.Diagnostics;

namespace Workers.Hosting.Tests.Observability;

/// <summary>What the READMEs say of settings.</summary>
public sealed class TelemetrySettingTableTests
{
    public static TheoryData<string> Tables => ["services/platform/Workers.Hosting/README.md"];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Of_telemetry_stand_in_a_table_with_their_defaults(string file)
    {
        var text = RepositoryFiles.Read(file.Split('/'));
        var options = new TelemetryOptions();

        Assert.All(
            typeof(TelemetryOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance),
            property => Assert.Contains(
                $"| `{TelemetryOptions.Section}__{property.Name}` | {Told(property.GetValue(options))} |", text, StringComparison.Ordinal));
    }

    private static string Told(object? value) => value switch
    {
        "" => "none",
        bool isSet => isSet ? "`true`" : "`false`",
        _ => $"`{value}`",
    };
}
