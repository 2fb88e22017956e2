using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Workers.LocalAws.Faults;

namespace Workers.LocalAws.Http;

/// <summary>One call of one operation: what came in, and where the answer goes.</summary>
internal sealed class AwsCall(
    AwsInput input, string baseUrl, string path, CallFaults? faults, Func<bool> isClosed, CancellationToken disconnected)
{
    // The default encoder would turn each quote of a JSON message body into six bytes.
    public static JsonWriterOptions Relaxed { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private Utf8JsonWriter? _output;

    public AwsInput Input => input;

    /// <summary>Scheme, host and port as the client sees them, without a slash at the end.</summary>
    public string BaseUrl => baseUrl;

    /// <summary>The path that the request was sent to.</summary>
    public string Path => path;

    /// <summary>What goes wrong on purpose, or null.</summary>
    public CallFaults? Faults => faults;

    /// <summary>Whether the client has hung up, exactly.</summary>
    public bool IsClosed => isClosed();

    /// <summary>Set soon after the client has hung up.</summary>
    public CancellationToken Disconnected => disconnected;

    /// <summary>The body of the answer; an operation that writes nothing answers with an empty object.</summary>
    public Utf8JsonWriter Output => _output ??= new Utf8JsonWriter(_buffer, Relaxed);

    public ReadOnlyMemory<byte> Finish()
    {
        if (_output is null)
            return "{}"u8.ToArray();
        _output.Flush();
        _output.Dispose();
        return _buffer.WrittenMemory;
    }
}

internal delegate ValueTask AwsOperation(AwsCall call);
