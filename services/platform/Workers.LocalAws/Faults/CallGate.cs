using Microsoft.AspNetCore.Http;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.Faults;

/// <summary>Lets a call through late, or not at all, or without an answer.</summary>
internal static class CallGate
{
    /// <returns>False when the connection was cut.</returns>
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

    /// <summary>Runs the operation and cuts the connection in place of its answer.</summary>
    public static async Task RunUnheardAsync(HttpContext context, AwsOperation operation, AwsCall call, CallFaults faults)
    {
        try
        {
            await operation(call);
        }
        catch (AwsException)
        {
            // An error is an answer, too: the client gets none.
        }

        faults.Happened();
        context.Abort();
    }
}
