using System.Buffers.Binary;
using System.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Trace ids as X-Ray makes them: the first four bytes are the time in seconds since 1970 (AWS X-Ray Developer Guide, "Tracing header").
/// Every backend takes them, and X-Ray finds a trace by its time.
/// </summary>
internal static class XRayTraceIds
{
    /// <summary>For all traces that begin in this process.</summary>
    public static void Use(TimeProvider time) => Activity.TraceIdGenerator = () => Create(time);

    private static ActivityTraceId Create(TimeProvider time)
    {
        Span<byte> id = stackalloc byte[16];

        // An id is no secret, and one begins with each event that comes without a trace: as .NET's own, it need not be unguessable.
        Random.Shared.NextBytes(id);
        BinaryPrimitives.WriteUInt32BigEndian(id, (uint)time.GetUtcNow().ToUnixTimeSeconds());
        return ActivityTraceId.CreateFromBytes(id);
    }
}
