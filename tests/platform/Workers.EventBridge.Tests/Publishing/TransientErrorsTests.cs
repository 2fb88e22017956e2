using System.Net;
using Amazon.Runtime;
using Workers.EventBridge.Publishing;

namespace Workers.EventBridge.Tests.Publishing;

public sealed class TransientErrorsTests
{
    [Theory]
    [InlineData(429, true)]
    [InlineData(430, false)]
    [InlineData(499, false)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    public void A_busy_or_broken_service_is_transient(int status, bool expected) =>
        Assert.Equal(expected, TransientErrors.Of(Error("Other", status)));

    [Theory]
    [InlineData("Throttling", true)]
    [InlineData("TooManyRequestsException", true)]
    [InlineData("RequestLimitExceeded", true)]
    [InlineData("AccessDeniedException", false)]
    public void So_is_throttling_by_any_of_its_names(string code, bool expected) =>
        Assert.Equal(expected, TransientErrors.Of(Error(code, 400)));

    [Fact]
    public void So_is_what_the_SDK_itself_calls_throttling() => Assert.True(TransientErrors.Of(new ThrottlingError()));

    private static AmazonServiceException Error(string code, int status) =>
        new("…", innerException: null, ErrorType.Sender, code, "request", (HttpStatusCode)status);

    private sealed class ThrottlingError() : AmazonServiceException("…", innerException: null, ErrorType.Sender, "Other", "request", HttpStatusCode.BadRequest)
    {
        public override RetryableDetails Retryable => new(throttling: true);
    }
}
