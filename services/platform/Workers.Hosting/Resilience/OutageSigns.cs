using System.Collections.Immutable;
using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Workers.Hosting.Resilience;

/// <summary>Failures that show an outage and not a bad message: a few of them are enough to stop receiving.</summary>
internal static class OutageSigns
{
    private const int Deepest = 10;

    // PostgreSQL documentation, "PostgreSQL Error Codes"; the first two are those of the SQL standard.
    private const string SerializationFailure = "40001";
    private const string DeadlockDetected = "40P01";
    private const string LockNotAvailable = "55P03";

    private static ImmutableArray<Func<DbException, bool>> _ofDatabases = [];

    /// <summary>Adds the signs of a kind of database that does not report them as transient.</summary>
    public static void Add(Func<DbException, bool> isSign) => ImmutableInterlocked.Update(ref _ofDatabases, signs => signs.Add(isSign));

    /// <summary>No response, a timeout, or a temporary error, also as an inner exception.</summary>
    public static bool AreIn(Exception? failure)
    {
        for (var depth = 0; failure is not null && depth < Deepest; depth++, failure = failure.InnerException)
        {
            if (IsSign(failure))
                return true;
        }

        return false;
    }

    /// <summary>
    /// A conflict about the same rows, which another transaction has won: a concurrency token, a serialization failure, a deadlock, or a
    /// row lock with NOWAIT. It shows that the database works.
    /// </summary>
    public static bool IsConflict(Exception? failure)
    {
        for (var depth = 0; failure is not null && depth < Deepest; depth++, failure = failure.InnerException)
        {
            if (failure is DbUpdateConcurrencyException || (failure is DbException database && IsConflict(database)))
                return true;
        }

        return false;
    }

    private static bool IsConflict(DbException database) => database.SqlState is
        SerializationFailure or DeadlockDetected or LockNotAvailable;

    private static bool IsSign(Exception failure) => failure switch
    {
        // A status below 500 is a proper response to the request.
        HttpRequestException http => http.StatusCode is null or >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests,
        DbException database => (database.IsTransient && !IsConflict(database)) || _ofDatabases.Any(isSign => isSign(database)),
        SocketException or TimeoutException or TimeoutRejectedException or BrokenCircuitException or OperationCanceledException => true,

        // MassTransit throws it if an outgoing call ends by its own timeout.
        ConsumerCanceledException => true,
        _ => false,
    };
}
