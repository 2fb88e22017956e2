using System.Net;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Configuration;

namespace Workers.EventBridge.Publishing;

/// <summary>
/// Looks for the event bus before the first event is sent: PutEvents to a missing bus succeeds, and the event is lost. If the topology tag
/// is required, an event counts as sent only if the bus had the same tag before and after PutEvents: a restarted emulator loses its rules,
/// and the next provisioning writes another tag.
/// </summary>
/// <param name="call">Calls an operation of EventBridge.</param>
/// <param name="settings">The bus, and whether it needs the tag.</param>
/// <param name="log">The bus's log: events are sent without a context of their own.</param>
internal sealed partial class BusLookup(
    Func<string, JsonObject, CancellationToken, Task<JsonObject>> call, EventBridgeHostSettings settings, Func<ILogger?> log)
{
    /// <summary>Error code if the bus does not exist.</summary>
    public const string NotFound = "EventBusNotFound";

    /// <summary>Error code if the bus has no tag.</summary>
    public const string TopologyNotFound = "TopologyNotFound";

    /// <summary>Error code if the tag has changed.</summary>
    public const string TopologyChanged = "TopologyChanged";

    private readonly TopologyTag _tag = new((input, cancellationToken) => call("ListTagsForResource", input, cancellationToken));
    private readonly SemaphoreSlim _one = new(1);
    private volatile FoundBus? _found;

    /// <summary>Whether the error ends once the missing resource is created.</summary>
    public static bool IsMissing(string code) => code is NotFound or TopologyNotFound;

    /// <summary>Forgets the found bus: an emulator that was unreachable may have restarted empty.</summary>
    public void Forget() => _found = null;

    /// <summary>Looks for the bus, and for its tag if that is required, unless they were found before.</summary>
    /// <exception cref="EventBridgeException">
    /// The bus does not exist (<see cref="NotFound"/>), has no tag (<see cref="TopologyNotFound"/>), or the call failed.
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

    /// <summary>Looks again if the tag is required, since an emulator may restart at any time.</summary>
    /// <exception cref="EventBridgeException">As <see cref="FindAsync"/>.</exception>
    public Task CheckAsync(CancellationToken cancellationToken)
    {
        if (settings.RequireTopologyTag)
            Forget();
        return FindAsync(cancellationToken);
    }

    /// <summary>Verifies, after PutEvents, that the rules are the same as before it.</summary>
    /// <exception cref="EventBridgeException">They may have changed (<see cref="TopologyChanged"/>), or the call failed.</exception>
    public async Task ConfirmAsync(FoundBus bus, CancellationToken cancellationToken)
    {
        if (bus.Topology is null || await _tag.ReadAsync(bus.Arn, cancellationToken).ConfigureAwait(false) == bus.Topology)
            return;

        Forget();
        throw Error(
            TopologyChanged,
            $"The emulator of event bus '{settings.BusName}' was restarted or provisioned again while events were sent to it.");
    }

    private async Task<FoundBus> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var bus = await call("DescribeEventBus", new JsonObject { ["Name"] = settings.BusName }, cancellationToken).ConfigureAwait(false);
            var arn = (string)bus["Arn"]!;
            return settings.RequireTopologyTag
                ? await WithTopologyAsync(arn, cancellationToken).ConfigureAwait(false)
                : new FoundBus(arn, Topology: null);
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "ResourceNotFoundException")
        {
            throw Error(
                NotFound,
                $"Event bus '{settings.BusName}' was not found. Create it, or correct the bus's name and region; until then nothing is published, since AWS would accept the events and drop them.",
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
                + "Run provision, which writes the tag last. If you set up the bus in another way, set RequireTopologyTag to false.");

    [LoggerMessage(
        LogLevel.Warning, "Cannot check whether event bus {Bus} exists: events:DescribeEventBus is not allowed. If it does not exist, events are lost")]
    private static partial void LogUnknown(ILogger logger, string bus);

    private static EventBridgeException Error(string code, string message, AmazonServiceException? inner = null) =>
        new(message, inner, ErrorType.Sender, code, inner?.RequestId ?? "", inner?.StatusCode ?? HttpStatusCode.BadRequest);
}

/// <summary>An existing bus.</summary>
/// <param name="Arn">Its ARN; empty if it may not be read.</param>
/// <param name="Topology">The generation of its rules and queues; null if the tag is not required.</param>
internal sealed record FoundBus(string Arn, string? Topology);
