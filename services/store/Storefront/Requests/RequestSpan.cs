using System.Diagnostics;

namespace Storefront.Requests;

/// <summary>Tags the span of the request with the accepted number, so that the trace can be found by it.</summary>
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
