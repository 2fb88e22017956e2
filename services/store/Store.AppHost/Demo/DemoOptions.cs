namespace Store.AppHost.Demo;

/// <summary>What a demo does.</summary>
/// <param name="Orders">Orders to place.</param>
/// <param name="Returns">Of those, how many are returned at once, whole or in part.</param>
/// <param name="Registrations">Users to register.</param>
/// <param name="Patience">How long nothing may happen before what is missing counts as lost; an outage of the gateway is added, and, while messages are in queues, the longest visibility timeout.</param>
/// <param name="GatewayOutage">How long the payment gateway is down, from when half of all is placed; zero for no outage.</param>
internal sealed record DemoOptions(int Orders, int Returns, int Registrations, TimeSpan Patience, TimeSpan GatewayOutage = default)
{
    /// <summary>All that is to be accepted.</summary>
    public int Total => Orders + Returns + Registrations;

    /// <summary>Whether an order is one of those that are returned: they are spread evenly.</summary>
    public bool IsReturned(int number) =>
        (long)(number + 1) * Returns / Math.Max(1, Orders) > (long)number * Returns / Math.Max(1, Orders);
}
