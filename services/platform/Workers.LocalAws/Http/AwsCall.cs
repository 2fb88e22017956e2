using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Workers.LocalAws.Faults;

namespace Workers.LocalAws.Http;

/// <summary>One call of one operation: its request and its response.</summary>
internal sealed class AwsCall(
    AwsInput input, string baseUrl, string path, CallFaults? faults, Func<bool> isClosed, ResponseMemory memory, CancellationToken disconnected)
    : IDisposable
{
    // The default encoder would write each quote of a JSON message body as six bytes.
    public static JsonWriterOptions Relaxed { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private Utf8JsonWriter? _output;
    private IDisposable? _reserved;

    public AwsInput Input => input;

    /// <summary>Scheme, host and port as seen by the client, without a trailing slash.</summary>
    public string BaseUrl => baseUrl;

    /// <summary>The path of the request.</summary>
    public string Path => path;

    /// <summary>The query of the request, for a REST service.</summary>
    public IQueryCollection Query { get; init; } = QueryCollection.Empty;

    /// <summary>The trace header of the request, in the format of X-Ray.</summary>
    public string? TraceHeader { get; init; }

    /// <summary>Injected faults, or null.</summary>
    public CallFaults? Faults => faults;

    /// <summary>Whether the client has disconnected, without delay.</summary>
    public bool IsClosed => isClosed();

    /// <summary>Cancelled soon after the client has disconnected.</summary>
    public CancellationToken Disconnected => disconnected;

    /// <summary>The body of the response; without output it is an empty object.</summary>
    public Utf8JsonWriter Output => _output ??= new Utf8JsonWriter(_buffer, Relaxed);

    /// <summary>Whether the operation wrote a response.</summary>
    public bool HasOutput => _output is not null;

    /// <summary>Waits until there is memory for a response of this size.</summary>
    /// <param name="bytes">Its approximate size.</param>
    /// <exception cref="OperationCanceledException">The client has disconnected meanwhile.</exception>
    public async ValueTask ReserveAsync(long bytes) => _reserved = await memory.ReserveAsync(bytes, disconnected);

    public ReadOnlyMemory<byte> Finish()
    {
        if (_output is null)
            return "{}"u8.ToArray();
        _output.Flush();
        _output.Dispose();
        return _buffer.WrittenMemory;
    }

    /// <summary>The response has been written.</summary>
    public void Dispose() => _reserved?.Dispose();
}

internal delegate ValueTask AwsOperation(AwsCall call);
