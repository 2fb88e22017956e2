using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Workers.Hosting.Resilience;

/// <summary>Which failures speak of something that is down, and not of the message: few of them are enough to stop receiving.</summary>
internal static class OutageSigns
{
    private const int Deepest = 10;

    /// <summary>Nobody answers, or not in time, or the answer is that it cannot now; also as the reason of another exception.</summary>
    public static bool AreIn(Exception? failure)
    {
        for (var depth = 0; failure is not null && depth < Deepest; depth++, failure = failure.InnerException)
        {
            if (IsSign(failure))
                return true;
        }

        return false;
    }

    private static bool IsSign(Exception failure) => failure switch
    {
        // A status below 500 is an answer to what was asked.
        HttpRequestException http => http.StatusCode is null or >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests,
        DbException database => database.IsTransient,
        SocketException or TimeoutException or TimeoutRejectedException or BrokenCircuitException or OperationCanceledException => true,
        _ => false,
    };
}
