using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Benchmarks.Report;

/// <summary>Shows the figures: as a table, or as one line of JSON.</summary>
internal static class Printer
{
    public static void Print(IReadOnlyList<Figure> figures, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
            return;
        }

        var table = new Table().AddColumns("Benchmark", "Own", "Limit", "Median", "Spread", "Goal", "");
        foreach (var figure in figures)
        {
            table.AddRow(
                figure.Benchmark,
                Number(figure.Own),
                figure.Limit is { } limit ? Number(limit) : "",
                figure.Value.ToString("0.00", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{figure.Least:0.00} to {figure.Most:0.00}"),
                figure.Goal,
                figure.Goal.Length == 0 ? "" : figure.IsMet ? "[green]met[/]" : "[red]missed[/]");
        }

        // Into a file or a pipe a line may be longer than a terminal's.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 140);
        AnsiConsole.Write(table);
    }

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : "0", CultureInfo.InvariantCulture);
}
