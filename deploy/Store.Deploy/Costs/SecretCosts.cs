namespace Store.Deploy.Costs;

/// <summary>Secrets, those of the settings included, and keys. Calls are cheap: tasks read secrets when they start.</summary>
internal static class SecretCosts
{
    public static IEnumerable<BillLine> Of(Deployed deployed, PriceList prices)
    {
        var named = deployed.Settings.Services.Values.SelectMany(service => service.Secrets.Values)
            .Append(deployed.Settings.Telemetry.Authorization)
            .OfType<string>()
            .Select(secret => secret.Split(':')[0])
            .Distinct(StringComparer.Ordinal)
            .Count();
        yield return new Charges("Secrets Manager", prices).Of("secrets", "secret", (deployed.Inventory.Secrets + named, "secrets"));
        yield return new Charges("KMS", prices).Of("keys", "key", (deployed.Inventory.Keys, "key(s)"));
    }
}
