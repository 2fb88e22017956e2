namespace Workers.LocalAws.Sqs.Messages;

/// <summary>An attribute of a message, in addition to its body.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">String, Number or Binary, with an optional custom label: <c>Number.int</c>.</param>
/// <param name="Value">The text as UTF-8, or the bytes.</param>
internal sealed record MessageAttribute(string Name, string DataType, ReadOnlyMemory<byte> Value)
{
    public bool IsBinary => DataType.StartsWith("Binary", StringComparison.Ordinal);
}
