using System.Buffers.Binary;
using System.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Trace ids in X-Ray's format: the first four bytes are the time in seconds since 1970 (AWS X-Ray Developer Guide, "Tracing header").
/// Every backend accepts them, and X-Ray finds a trace by its time.
/// </summary>
internal static class XRayTraceIds
{
    /// <summary>Used for all traces that start in this process.</summary>
    public static void Use(TimeProvider time) => Activity.TraceIdGenerator = () => Create(time);

    private static ActivityTraceId Create(TimeProvider time)
    {
        Span<byte> id = stackalloc byte[16];

        // An id is not a secret, and each event without a trace needs one: like .NET's own ids, it need not be unpredictable.
        Random.Shared.NextBytes(id);
        BinaryPrimitives.WriteUInt32BigEndian(id, (uint)time.GetUtcNow().ToUnixTimeSeconds());
        return ActivityTraceId.CreateFromBytes(id);
    }
}
