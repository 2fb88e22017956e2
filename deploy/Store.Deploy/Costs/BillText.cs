using System.Text;

namespace Store.Deploy.Costs;

/// <summary>A bill as text.</summary>
internal static class BillText
{
    public static string Format(Bill bill)
    {
        var text = new StringBuilder();
        var items = bill.Lines.Max(line => line.Item.Length);
        var width = bill.Lines.Max(line => line.Arithmetic.Length) + items + 3;
        text.AppendLine($"{bill.Environment}, {bill.OrdersPerSecond:0.#####} orders a second: US dollars for a month of {Load.Hours} hours")
            .AppendLine($"List prices of {bill.Region}, {bill.PricesOf}, without discounts, free tiers and taxes")
            .AppendLine();
        foreach (var service in bill.Lines.GroupBy(line => line.Service))
        {
            Row(service.Key, service.Sum(line => line.Dollars));
            foreach (var line in service)
                Row($"  {line.Item.PadRight(items)} {line.Arithmetic}", line.Dollars);
        }

        Row("Sum", bill.Total);
        foreach (var shortage in bill.Shortages)
            text.AppendLine(shortage);
        if (bill.OrdersPerSecond > 0)
            AppendEvents(text, bill);
        AppendAssumptions(text, bill);
        return text.ToString().ReplaceLineEndings("\n");

        void Row(string left, decimal dollars) => text.AppendLine($"{left.PadRight(width)} {dollars,9:#,0.00}");
    }

    private static void AppendEvents(StringBuilder text, Bill bill)
    {
        text.AppendLine().AppendLine("Events for each order, and the queues that get them");
        foreach (var one in bill.Events)
            text.AppendLine($"  {one.Name.DetailType,-18} {one.PerOrder,5:0.##}  {string.Join(", ", one.Workers)}".TrimEnd());
    }

    private static void AppendAssumptions(StringBuilder text, Bill bill)
    {
        text.AppendLine().AppendLine("Assumptions (--assume NAME=VALUE)");
        foreach (var one in bill.Assumptions)
            text.AppendLine($"  {one.Name,-18} {one.Value,5:0.##}  {one.Meaning}");
        text.AppendLine().AppendLine("Not included: data transfer to the internet and between zones, images in ECR, calls of Secrets Manager, mails, support");
    }
}
