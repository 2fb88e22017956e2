using Workers.EventBridge.Receiving;

namespace Workers.EventBridge.Tests.Receiving;

public sealed class FailureReasonTests
{
    [Fact]
    public void It_names_what_is_wrapped_down_to_the_root()
    {
        var failure = new InvalidOperationException("Something failed.", new IOException("No connection", new TimeoutException("Nobody answers.")));

        Assert.Equal("Something failed: No connection: Nobody answers.", failure.Describe());
    }

    [Fact]
    public void It_says_nothing_twice()
    {
        var failure = new InvalidOperationException("It failed: nobody answers.", new TimeoutException("nobody answers."));

        Assert.Equal("It failed: nobody answers.", failure.Describe());
    }
}
