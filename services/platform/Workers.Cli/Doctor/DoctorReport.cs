using System.Text.Json;
using Spectre.Console;
using Workers.Cli.Connections;
using Workers.Cli.Terminals;

namespace Workers.Cli.Doctor;

/// <summary>Prints findings.</summary>
internal static class DoctorReport
{
    public static void Write(Terminal terminal, AwsConnection aws, IReadOnlyList<Finding> found, bool json)
    {
        if (json)
        {
            terminal.Output.WriteLine(JsonSerializer.Serialize(
                new { Target = aws.Name, aws.Bus, Findings = found.Select(one => new { Severity = Name(one.Severity), one.Subject, one.Problem, one.Consequence, one.Remedy }) }, Json.Readable));
            return;
        }

        foreach (var finding in found)
        {
            var color = finding.Severity switch { Severity.Error => Color.Red, Severity.Warning => Color.Yellow, _ => Color.Grey };
            terminal.Results.Write(new Text($"{Name(finding.Severity)}  ", color));
            terminal.Output.WriteLine($"{finding.Subject}: {finding.Problem}");
            terminal.Output.WriteLine($"    {finding.Consequence}");
            terminal.Output.WriteLine($"    Remedy: {finding.Remedy}");
        }

        var (errors, warnings) = (found.Count(one => one.Severity == Severity.Error), found.Count(one => one.Severity == Severity.Warning));
        terminal.Output.WriteLine($"{aws.Name}, bus {aws.Bus}: {errors} errors, {warnings} warnings, {found.Count - errors - warnings} not checked.");
    }

    private static string Name(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "not checked",
    };
}
