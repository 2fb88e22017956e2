using System.Text;

namespace Workers.Hosting.Tests.Tracing;

/// <summary>A metric of an ExportMetricsServiceRequest (opentelemetry/proto/metrics/v1/metrics.proto), as far as a test needs it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The kind of its data.</param>
/// <param name="Temporality">1 is delta, 2 cumulative; 0 for a gauge.</param>
internal sealed record OtlpMetric(string Name, string Kind, int Temporality)
{
    private static readonly Dictionary<int, string> Kinds =
        new() { [5] = "gauge", [7] = "sum", [9] = "histogram", [10] = "exponential histogram" };

    public static IEnumerable<OtlpMetric> Read(byte[] request) =>
        from resource in Messages(request, 1)
        from scope in Messages(resource, 2)
        from metric in Messages(scope, 2)
        from field in Fields(metric)
        where field.Message is not null && Kinds.ContainsKey(field.Number)
        select new OtlpMetric(
            Encoding.UTF8.GetString(Messages(metric, 1).Single()),
            Kinds[field.Number],
            Fields(field.Message!).Where(inner => inner.Number == 2 && inner.Message is null).Select(inner => (int)inner.Value).SingleOrDefault());

    private static IEnumerable<byte[]> Messages(byte[] message, int number) =>
        Fields(message).Where(field => field.Number == number && field.Message is not null).Select(field => field.Message!);

    // Protocol Buffers, "Encoding": the wire types 0 (varint), 1 (8 bytes), 2 (length and bytes) and 5 (4 bytes).
    private static List<(int Number, byte[]? Message, ulong Value)> Fields(byte[] message)
    {
        var (fields, position) = (new List<(int, byte[]?, ulong)>(), 0);
        while (position < message.Length)
        {
            var key = Varint();
            var number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    fields.Add((number, null, Varint()));
                    break;
                case 2:
                    var length = (int)Varint();
                    fields.Add((number, message[position..(position + length)], 0));
                    position += length;
                    break;
                case var fixedSize:
                    position += fixedSize == 1 ? 8 : 4;
                    break;
            }
        }

        return fields;

        ulong Varint()
        {
            ulong value = 0;
            for (var shift = 0; ; shift += 7)
            {
                var next = message[position++];
                value |= (ulong)(next & 127) << shift;
                if (next < 128)
                    return value;
            }
        }
    }
}
