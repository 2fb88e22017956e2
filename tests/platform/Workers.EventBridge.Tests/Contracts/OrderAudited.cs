using Workers.Contracts;

namespace Workers.EventBridge.Tests.Contracts;

/// <summary>An event that one test uses alone: what listens in the process can tell it from those of others.</summary>
[Event("shop.orders", "OrderAudited")]
public sealed record OrderAudited(string OrderId);
