namespace Workers.LocalAws.Sqs.Messages;

/// <summary>An attribute that travels beside the body of a message.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">String, Number or Binary, with an optional label of the sender: <c>Number.int</c>.</param>
/// <param name="Value">The text as UTF-8, or the bytes.</param>
internal sealed record MessageAttribute(string Name, string DataType, ReadOnlyMemory<byte> Value)
{
    public bool IsBinary => DataType.StartsWith("Binary", StringComparison.Ordinal);
}
