namespace Store.Deploy.Costs;

/// <summary>The tasks on Fargate.</summary>
internal static class ComputeCosts
{
    public static IEnumerable<BillLine> Of(Inventory inventory, Load load, PriceList prices)
    {
        var charges = new Charges("Fargate", prices);
        var sizes = from tasks in inventory.Tasks
                    group tasks by (tasks.Vcpu, tasks.Gb, tasks.IsArm) into size
                    orderby size.Key
                    select size;
        foreach (var size in sizes)
        {
            // The first task of a service is on demand, also without a minimum.
            var spot = size.Sum(tasks => Math.Max(load.Running(tasks) - Math.Max(tasks.Minimum, 1), 0) * tasks.Spot);
            foreach (var (count, kind, where) in new[] { (size.Sum(load.Running) - spot, "fargate", "on demand"), (spot, "fargateSpot", "on Spot") })
            {
                if (count == 0)
                    continue;
                var (number, name) = ((Factor)(count, "task(s)"), kind + (size.Key.IsArm ? "Arm" : ""));
                yield return charges.Of($"processors {where}", $"{name}VcpuHour", number, (size.Key.Vcpu, "vCPU"), load.Month);
                yield return charges.Of($"memory {where}", $"{name}GbHour", number, (size.Key.Gb, "GB"), load.Month);
            }
        }
    }
}
