using System.Runtime.InteropServices;

namespace Workers.LocalAws.EventBridge.Delivery;

/// <summary>An event that a bus has accepted.</summary>
/// <param name="Source">Its source.</param>
/// <param name="Time">When it occurred.</param>
/// <param name="Envelope">The whole event, as UTF-8.</param>
/// <param name="TraceHeader">The trace, in the format of X-Ray.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BusEvent(string Source, DateTimeOffset Time, byte[] Envelope, string? TraceHeader)
{
    /// <summary>Whether it came from another bus.</summary>
    public bool IsForwarded { get; init; }
}
