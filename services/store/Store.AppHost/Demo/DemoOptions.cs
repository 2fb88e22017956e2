namespace Store.AppHost.Demo;

/// <summary>Options of a demo.</summary>
/// <param name="Orders">Orders to place.</param>
/// <param name="Returns">Number of these orders that are returned immediately, completely or in part.</param>
/// <param name="Registrations">Users to register.</param>
/// <param name="Patience">Time without progress after which missing reactions count as lost. The outage of the gateway is added, and, while messages are in queues, the longest visibility timeout.</param>
/// <param name="GatewayOutage">Duration of an outage of the payment gateway, which starts when half of all requests are placed; zero for no outage.</param>
internal sealed record DemoOptions(int Orders, int Returns, int Registrations, TimeSpan Patience, TimeSpan GatewayOutage = default)
{
    /// <summary>Number of all requests.</summary>
    public int Total => Orders + Returns + Registrations;

    /// <summary>Whether the order is returned. Returns are spread evenly over the orders.</summary>
    public bool IsReturned(int number) =>
        (long)(number + 1) * Returns / Math.Max(1, Orders) > (long)number * Returns / Math.Max(1, Orders);
}
