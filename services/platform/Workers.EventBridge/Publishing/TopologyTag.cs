using System.Text.Json.Nodes;
using Amazon.Runtime;
using Workers.EventBridge.Configuration;

namespace Workers.EventBridge.Publishing;

/// <summary>
/// Reads the tag with the generation of a bus's rules and queues. Concurrent readers share calls: a response is valid for all readers that
/// asked before its call started.
/// </summary>
/// <param name="listTags">Calls ListTagsForResource.</param>
internal sealed class TopologyTag(Func<JsonObject, CancellationToken, Task<JsonObject>> listTags)
{
    private readonly SemaphoreSlim _one = new(1);
    private long _asked;
    private long _answered;
    private string? _generation;

    /// <returns>The generation; null if the tag or the bus does not exist.</returns>
    public async Task<string?> ReadAsync(string busArn, CancellationToken cancellationToken)
    {
        var place = Interlocked.Increment(ref _asked);
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_answered < place)
            {
                var last = Interlocked.Read(ref _asked);
                _generation = await CallAsync(busArn, cancellationToken).ConfigureAwait(false);
                _answered = last;
            }

            return _generation;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<string?> CallAsync(string busArn, CancellationToken cancellationToken)
    {
        try
        {
            var output = await listTags(new JsonObject { ["ResourceARN"] = busArn }, cancellationToken).ConfigureAwait(false);
            var tag = output["Tags"]?.AsArray().FirstOrDefault(tag => tag?["Key"]?.GetValue<string>() == EventBridgeHostSettings.TopologyTag);
            return tag?["Value"]?.GetValue<string>();
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "ResourceNotFoundException")
        {
            return null;
        }
    }
}
