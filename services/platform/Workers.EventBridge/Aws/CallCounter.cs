using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Aws;

/// <summary>Counts each outgoing call, including the SDK's retries: AWS bills these.</summary>
internal sealed class CallCounter(string service) : PipelineHandler
{
    private const string Suffix = "Request";

    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var name = executionContext.RequestContext.RequestName;
        var operation = name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
        try
        {
            var result = await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
            TransportMetrics.Call(service, operation, failure: null);
            return result;
        }
        catch (Exception failure)
        {
            TransportMetrics.Call(service, operation, failure);
            throw;
        }
    }
}
