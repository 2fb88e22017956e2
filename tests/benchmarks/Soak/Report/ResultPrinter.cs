using System.Text.Json;
using Spectre.Console;

namespace Soak.Report;

/// <summary>Shows the result: as a table, or as one line of JSON.</summary>
internal static class ResultPrinter
{
    public static void Print(SoakResult result, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
            return;
        }

        var table = new Table().AddColumn("").AddColumn(new TableColumn("").RightAligned()).HideHeaders();
        Add("Published", result.Published);
        Add("Publishes tried again", result.PublishRetries);
        Add("Handled", result.Handled);
        AddGoal("Lost", result.Lost);
        if (result.DoublesAreFailures)
            AddGoal("Duplicated", result.DuplicatedDeliveries);
        else
            Add("Duplicated deliveries", result.DuplicatedDeliveries);
        AddGoal("In flight at the end", result.InFlight);
        AddGoal("Waiting at the end", result.Waiting);
        AddGoal("Dead-lettered", result.DeadLettered);
        Add("Workers killed", result.Kills);
        foreach (var (kind, count) in result.Faults)
            Add($"Faults: {kind}", count);
        table.AddRow("Seed", $"{result.Seed}");
        table.AddRow("Seconds", $"{result.Seconds:0.0}");
        AnsiConsole.Write(table);

        void Add(string name, long count) => table.AddRow(name, $"{count:N0}");

        void AddGoal(string name, long count) => table.AddRow(name, count == 0 ? "[green]0[/]" : $"[red]{count:N0}[/]");
    }
}
