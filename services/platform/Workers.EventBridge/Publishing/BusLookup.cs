using System.Net;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Configuration;

namespace Workers.EventBridge.Publishing;

/// <summary>
/// Looks for the event bus before the first event is put on it: PutEvents to a bus that does not exist succeeds, and the event is gone.
/// Where the topology's tag is required, an event counts as sent only when the tag was there before PutEvents and is the same after it:
/// an emulator that starts anew forgets its rules, and the next provisioning writes another tag.
/// </summary>
/// <param name="call">Calls an operation of EventBridge.</param>
/// <param name="settings">The bus, and whether it needs the tag.</param>
/// <param name="log">The bus's: what sends events is in no context of its own.</param>
internal sealed partial class BusLookup(
    Func<string, JsonObject, CancellationToken, Task<JsonObject>> call, EventBridgeHostSettings settings, Func<ILogger?> log)
{
    /// <summary>The error's code when there is no such bus.</summary>
    public const string NotFound = "EventBusNotFound";

    /// <summary>The error's code when the bus lacks the tag.</summary>
    public const string TopologyNotFound = "TopologyNotFound";

    /// <summary>The error's code when the tag is not the one of before.</summary>
    public const string TopologyChanged = "TopologyChanged";

    private readonly TopologyTag _tag = new((input, cancellationToken) => call("ListTagsForResource", input, cancellationToken));
    private readonly SemaphoreSlim _one = new(1);
    private volatile FoundBus? _found;

    /// <summary>Whether the error passes by itself, once somebody makes what is missing.</summary>
    public static bool IsMissing(string code) => code is NotFound or TopologyNotFound;

    /// <summary>The bus may be gone: an emulator that nobody could reach may have been started anew, with nothing in it.</summary>
    public void Forget() => _found = null;

    /// <summary>Looks for the bus, and for its tag where that is required, unless they were found before.</summary>
    /// <exception cref="EventBridgeException">
    /// There is no such bus (<see cref="NotFound"/>), it lacks the tag (<see cref="TopologyNotFound"/>), or the call failed.
    /// </exception>
    public async Task<FoundBus> FindAsync(CancellationToken cancellationToken)
    {
        if (_found is { } before)
            return before;

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _found ??= await LookAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Looks again where the tag is required, since an emulator may start anew at any time.</summary>
    /// <exception cref="EventBridgeException">As <see cref="FindAsync"/>.</exception>
    public Task CheckAsync(CancellationToken cancellationToken)
    {
        if (settings.RequireTopologyTag)
            Forget();
        return FindAsync(cancellationToken);
    }

    /// <summary>Makes sure, after PutEvents, that the rules are those that were there before it.</summary>
    /// <exception cref="EventBridgeException">They may not be (<see cref="TopologyChanged"/>), or the call failed.</exception>
    public async Task ConfirmAsync(FoundBus bus, CancellationToken cancellationToken)
    {
        if (bus.Topology is null || await _tag.ReadAsync(bus.Arn, cancellationToken).ConfigureAwait(false) == bus.Topology)
            return;

        Forget();
        throw Error(
            TopologyChanged,
            $"The emulator of event bus '{settings.BusName}' was started anew, or provisioned anew, while events were put on it.");
    }

    private async Task<FoundBus> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var bus = await call("DescribeEventBus", new JsonObject { ["Name"] = settings.BusName }, cancellationToken).ConfigureAwait(false);
            return settings.RequireTopologyTag
                ? await WithTopologyAsync((string)bus["Arn"]!, cancellationToken).ConfigureAwait(false)
                : new FoundBus("", Topology: null);
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "ResourceNotFoundException")
        {
            throw Error(
                NotFound,
                $"Event bus '{settings.BusName}' was not found. Create it, or correct the bus's name and region; until then nothing is published, since AWS would take the events and lose them.",
                error);
        }
        catch (AmazonServiceException error) when (!settings.RequireTopologyTag && error.ErrorCode is "AccessDeniedException" or "AccessDenied")
        {
            if (log() is { } logger)
                LogUnknown(logger, settings.BusName);
            return new FoundBus("", Topology: null);
        }
    }

    private async Task<FoundBus> WithTopologyAsync(string arn, CancellationToken cancellationToken) =>
        await _tag.ReadAsync(arn, cancellationToken).ConfigureAwait(false) is { } topology
            ? new FoundBus(arn, topology)
            : throw Error(
                TopologyNotFound,
                $"Event bus '{settings.BusName}' has no tag {EventBridgeHostSettings.TopologyTag}: not all of its rules may be there, and events would be lost. "
                + "Run provision, which writes the tag last. For a bus that you set up in another way, set RequireTopologyTag to false.");

    [LoggerMessage(
        LogLevel.Warning, "Whether event bus {Bus} exists is not known: events:DescribeEventBus is not allowed. If it does not, events are lost")]
    private static partial void LogUnknown(ILogger logger, string bus);

    private static EventBridgeException Error(string code, string message, AmazonServiceException? inner = null) =>
        new(message, inner, ErrorType.Sender, code, inner?.RequestId ?? "", inner?.StatusCode ?? HttpStatusCode.BadRequest);
}

/// <summary>A bus that is there.</summary>
/// <param name="Arn">Its ARN, where the tag is required.</param>
/// <param name="Topology">The generation of its rules and queues; null where the tag is not required.</param>
internal sealed record FoundBus(string Arn, string? Topology);
