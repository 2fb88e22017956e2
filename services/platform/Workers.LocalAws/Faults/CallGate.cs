using Microsoft.AspNetCore.Http;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.Faults;

/// <summary>Delays a call, fails it, or omits its response.</summary>
internal static class CallGate
{
    /// <returns>False if the connection was closed.</returns>
    /// <exception cref="AwsException">The call is throttled, or failed.</exception>
    public static async Task<bool> PassAsync(HttpContext context, AwsService service, CallFaults faults)
    {
        await faults.DelayAsync(context.RequestAborted);
        switch (faults.Outcome)
        {
            case FaultKind.Throttle:
                faults.Happened();
                throw service.Throttled();
            case FaultKind.ServerError:
                faults.Happened();
                throw faults.Either(AwsException.Failure(), AwsException.Unavailable());
            case FaultKind.DropBefore:
                faults.Happened();
                context.Abort();
                return false;
            default:
                return true;
        }
    }

    /// <summary>Runs the operation, and closes the connection instead of a response.</summary>
    public static async Task RunUnheardAsync(HttpContext context, AwsOperation operation, AwsCall call, CallFaults faults)
    {
        try
        {
            await operation(call);
        }
        catch (AwsException)
        {
            // An error is a response, too: the client does not get it.
        }

        faults.Happened();
        context.Abort();
    }
}
