namespace Store.Deploy.Costs;

/// <summary>The database server. Automated backups are free up to the size of its storage, and assumed to be within it.</summary>
internal static class DatabaseCosts
{
    public static IEnumerable<BillLine> Of(Inventory inventory, Load load, PriceList prices)
    {
        if (inventory.Database is not { } server)
            yield break;
        var (charges, instanceClass) = (new Charges("RDS", prices), server.Properties["DBInstanceClass"]!.ToString());
        Factor servers = server.Properties["MultiAZ"]?.GetValue<bool>() == true ? (2, "servers (Multi-AZ)") : (1, "server");
        Factor storage = (server.Number("AllocatedStorage"), "GB");
        yield return charges.Of(instanceClass, prices.OfDatabase(instanceClass), servers, load.Month);
        yield return charges.Of("storage", "databaseStorageGb", servers, storage);
        if (inventory.HasVault)
            yield return new Charges("Backup", prices).Of("snapshots in the vault", "backupGb", storage, (load.Assume["vaultShare"], "share"));
    }
}
