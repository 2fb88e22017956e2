using System.Text.Json.Nodes;
using Amazon.Runtime;
using MassTransit.Logging;
using Workers.EventBridge.Aws;

namespace Workers.EventBridge.Publishing;

/// <summary>
/// Looks for the event bus before the first event is put on it: PutEvents to a bus that does not exist succeeds, and the event is gone.
/// </summary>
/// <param name="describe">Calls DescribeEventBus.</param>
/// <param name="busName">The bus.</param>
/// <param name="log">The bus's: what sends events is in no context of its own.</param>
internal sealed class BusLookup(Func<JsonObject, CancellationToken, Task> describe, Func<string> busName, Func<ILogContext?> log)
{
    /// <summary>The error's code.</summary>
    public const string NotFound = "EventBusNotFound";

    private readonly SemaphoreSlim _one = new(1);
    private volatile bool _isFound;

    /// <summary>Whether the bus was found, or must not be looked for.</summary>
    public bool IsFound => _isFound;

    /// <summary>The bus may be gone: an emulator that nobody could reach may have been started anew, with nothing in it.</summary>
    public void Forget() => _isFound = false;

    /// <summary>Looks for the bus unless it was found before.</summary>
    /// <exception cref="EventBridgeException">There is no such bus, with the code <see cref="NotFound"/>, or the call failed.</exception>
    public async Task FindAsync(CancellationToken cancellationToken)
    {
        if (_isFound)
            return;

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isFound)
                await LookAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await describe(new JsonObject { ["Name"] = busName() }, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "ResourceNotFoundException")
        {
            throw new EventBridgeException(
                $"Event bus '{busName()}' was not found. Create it, or correct the bus's name and region; until then nothing is published, since AWS would take the events and lose them.",
                error, ErrorType.Sender, NotFound, error.RequestId, error.StatusCode);
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "AccessDeniedException" or "AccessDenied")
        {
            log()?.Warning?.Log(
                "Whether event bus {Bus} exists is not known: events:DescribeEventBus is not allowed. If it does not, events are lost", busName());
        }

        _isFound = true;
    }
}
