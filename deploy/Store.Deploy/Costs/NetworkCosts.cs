namespace Store.Deploy.Costs;

/// <summary>Network, load balancer and WAF.</summary>
internal static class NetworkCosts
{
    /// <summary>New connections a second of a capacity unit (Elastic Load Balancing pricing, "LCU details"). An order is a new connection.</summary>
    private const int ConnectionsOfUnit = 25;

    public static IEnumerable<BillLine> Of(Inventory inventory, Load load, PriceList prices)
    {
        var (vpc, balancer) = (new Charges("VPC", prices), new Charges("Load balancing", prices));
        if (inventory.Endpoints > 0)
            yield return vpc.Of("endpoints", "endpointHour", (inventory.Endpoints, "endpoint(s)"), (inventory.EndpointZones, "zones"), load.Month);
        if (inventory.NatGateways > 0)
            yield return vpc.Of("NAT gateways", "natHour", (inventory.NatGateways, "gateway(s)"), load.Month);
        if (inventory.PublicAddresses > 0)
            yield return vpc.Of("public IPv4 addresses", "publicAddressHour", (inventory.PublicAddresses, "addresses"), load.Month);
        if (inventory.Endpoints + inventory.NatGateways > 0)
        {
            yield return vpc.Of(
                inventory.Endpoints > 0 ? "data of endpoints" : "data of NAT gateways",
                inventory.Endpoints > 0 ? "endpointGb" : "natGb",
                load.Orders,
                (Kilobytes(load), "KB"),
                Factor.KilobytesInGigabyte);
        }

        if (inventory.LoadBalancers > 0)
        {
            yield return balancer.Of("load balancers", "loadBalancerHour", (inventory.LoadBalancers, "load balancer(s)"), load.Month);
            yield return balancer.Of(
                "capacity units", "loadBalancerCapacityUnitHour", (load.OrdersPerSecond, "orders a second"), Factor.Over(ConnectionsOfUnit, ""), load.Month);
        }

        if (inventory.HasAccessLogs)
            yield return balancer.Of("access logs", "objectStorageGb", load.Orders, (load.Assume["accessLogKB"], "KB"), Factor.KilobytesInGigabyte);
        var waf = new Charges("WAF", prices);
        if (inventory.WebAcls > 0)
        {
            yield return waf.Of("web ACLs", "webAcl", (inventory.WebAcls, "web ACL(s)"));
            yield return waf.Of("rules", "webAclRule", (inventory.WebAclRules, "rules"));
            yield return waf.Of("requests", "webAclRequest", load.Orders);
        }

        var names = new Charges("Cloud Map", prices);
        if (inventory.Namespaces > 0)
        {
            yield return names.Of("hosted zones", "hostedZone", (inventory.Namespaces, "namespace(s)"));
            yield return names.Of("instances", "cloudMapInstance", (inventory.Tasks.Where(tasks => tasks.Service == Telemetry.GatewayStack.Name).Sum(load.Running), "task(s)"));
        }
    }

    /// <summary>Traffic with AWS for an order: events put and received, spans and log lines.</summary>
    private static decimal Kilobytes(Load load) =>
        ((load.Published.Value + load.Delivered.Value) * load.Assume["eventKB"])
        + (load.Handled.Value * ((load.Assume["spansPerMessage"] * load.Assume["spanKB"]) + (load.Assume["linesPerMessage"] * load.Assume["lineKB"])));
}
