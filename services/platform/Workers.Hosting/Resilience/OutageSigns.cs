using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Workers.Hosting.Resilience;

/// <summary>Which failures speak of something that is down, and not of the message: few of them are enough to stop receiving.</summary>
internal static class OutageSigns
{
    private const int Deepest = 10;

    // Of SQLite's file, not of the message (SQLite documentation, "Result and Error Codes").
    private const int InputOutputError = 10;
    private const int DiskFull = 13;
    private const int CannotOpen = 14;

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

    /// <summary>
    /// Two wanted the same rows, and the other one went on: a concurrency token, a serialization failure, a deadlock, or a row lock that was
    /// not waited for. It says that the database works.
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
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable;

    private static bool IsSign(Exception failure) => failure switch
    {
        // A status below 500 is an answer to what was asked.
        HttpRequestException http => http.StatusCode is null or >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests,
        SqliteException { SqliteErrorCode: DiskFull or InputOutputError or CannotOpen } => true,
        DbException database => database.IsTransient && !IsConflict(database),
        SocketException or TimeoutException or TimeoutRejectedException or BrokenCircuitException or OperationCanceledException => true,

        // What MassTransit makes of an outgoing call that was cut off by a time-out of its own.
        ConsumerCanceledException => true,
        _ => false,
    };
}
