namespace Store.Deploy.Costs;

/// <summary>EventBridge and SQS. Rules, and the delivery of events to queues of the same account, are free.</summary>
internal static class MessagingCosts
{
    public static IEnumerable<BillLine> Of(Inventory inventory, Load load, PriceList prices)
    {
        var (bus, queues) = (new Charges("EventBridge", prices), new Charges("SQS", prices));
        Factor size = (load.Assume["eventKB"], "KB");
        yield return bus.Of("events", "event", load.Orders, load.Published, load.Chunks);
        if (inventory.ArchiveDays > 0)
        {
            yield return bus.Of("archive", "archiveGb", load.Orders, load.Published, size, Factor.KilobytesInGigabyte);
            yield return bus.Of(
                "storage of the archive", "archiveStorageGb",
                load.Orders, load.Published, size, Factor.KilobytesInGigabyte, (inventory.ArchiveDays, "days"), Factor.Over(Load.Days, ""));
        }

        yield return queues.Of("sends", "queueRequest", load.Orders, load.Delivered, load.Chunks);
        yield return queues.Of(
            "receives and deletes", "queueRequest", load.Orders, load.Delivered, (2, "calls"), Factor.Over(load.Assume["messagesPerCall"], "message(s) a call"));
        yield return queues.Of(
            "polling", "queueRequest", load.WorkerTasks, (load.Assume["requestsPerMinute"], "requests"), load.MonthInMinutes);
    }
}
