using System.Diagnostics;

namespace Storefront.Requests;

/// <summary>Says on the span of the request what was accepted, so that its trace is found by the number that the customer has.</summary>
internal static class RequestSpan
{
    public static void Order(string orderId) => Activity.Current?.SetTag("store.order.id", orderId);

    public static void Return(string returnId, string orderId)
    {
        Order(orderId);
        Activity.Current?.SetTag("store.return.id", returnId);
    }

    public static void User(string userId) => Activity.Current?.SetTag("store.user.id", userId);
}
