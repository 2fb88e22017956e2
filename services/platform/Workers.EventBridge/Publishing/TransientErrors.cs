using Amazon.Runtime;

namespace Workers.EventBridge.Publishing;

/// <summary>Classifies failures of PutEvents as transient; the caller has to fix the others.</summary>
internal static class TransientErrors
{
    /// <summary>For a whole call: the service is busy, broken or unreachable, or its response was lost.</summary>
    public static bool Of(Exception error) => error switch
    {
        AmazonUnmarshallingException => true,
        AmazonServiceException { InnerException: HttpRequestException or IOException } => true,
        AmazonServiceException service =>
            (int)service.StatusCode is 429 or >= 500
            || OfEntry(service.ErrorCode ?? "")
            || service.ErrorCode == BusLookup.TopologyChanged
            || IsThrottling(service),
        _ => error is HttpRequestException or IOException or TimeoutException or OperationCanceledException,
    };

    /// <summary>For an entry, by the codes of the PutEvents reference.</summary>
    public static bool OfEntry(string code) =>
        code is "ThrottlingException" or "InternalFailure" or "InternalException" or "ServiceUnavailable" or "MissingResult";

    private static bool IsThrottling(AmazonServiceException error) =>
        error.Retryable is { Throttling: true } || error.ErrorCode is "Throttling" or "TooManyRequestsException" or "RequestLimitExceeded";
}
