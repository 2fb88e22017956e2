using System.Diagnostics.CodeAnalysis;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

/// <summary>
/// Addresses of a bus: <c>eventbridge://BUS/QUEUE</c> is a queue, and <c>eventbridge://BUS/SOURCE/DETAIL-TYPE</c> the publish address of an
/// event. The short form of a queue is <c>queue:NAME</c>.
/// </summary>
internal static class EventBridgeAddress
{
    private const string Scheme = "eventbridge";

    /// <summary>The publish address of an event; all versions of the event have the same.</summary>
    public static Uri OfEvent(Uri host, EventName name) =>
        new(host, $"{Uri.EscapeDataString(name.Source)}/{Uri.EscapeDataString(name.DetailType)}");

    /// <summary>Replaces the short form of a queue's address, whose name gets the prefix.</summary>
    public static Uri Normalize(Uri host, Uri address, string prefix) =>
        address.IsAbsoluteUri && address.Scheme == "queue" ? new Uri(host, prefix + address.AbsolutePath) : address;

    /// <summary>The queue of a normalized address on this bus.</summary>
    public static bool TryGetQueue(Uri host, Uri address, [NotNullWhen(true)] out string? queue)
    {
        // The address of an endpoint whose queue is in another account or region is no address to send to.
        queue = Segments(host, address) is [{ Length: > 0 } only] && !address.Query.StartsWith("?account=", StringComparison.Ordinal) ? only : null;
        return queue is not null;
    }

    /// <summary>Whether the address is the URL or the ARN of a queue.</summary>
    public static bool IsQueue(Uri address) => address.IsAbsoluteUri && QueueAddress.Parse(address.OriginalString).Account is not null;

    /// <summary>The event of a publish address on this bus; its version is not part of the address.</summary>
    public static bool TryGetEvent(Uri host, Uri address, [NotNullWhen(true)] out EventName? name)
    {
        name = Segments(host, address) is [{ Length: > 0 } source, { Length: > 0 } detailType] ? new EventName(source, detailType) : null;
        return name is not null;
    }

    /// <summary>The event of any publish address.</summary>
    public static bool TryGetEvent(Uri? address, [NotNullWhen(true)] out EventName? name)
    {
        name = null;
        return address is { IsAbsoluteUri: true } && TryGetEvent(address, address, out name);
    }

    private static string[] Segments(Uri host, Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: Scheme } && address.Host == host.Host
            ? Array.ConvertAll(address.AbsolutePath[1..].Split('/'), Uri.UnescapeDataString)
            : [];
}
