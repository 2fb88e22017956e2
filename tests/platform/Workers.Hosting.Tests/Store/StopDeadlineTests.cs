using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Store;

public sealed class StopDeadlineTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);

    [Fact]
    public void It_is_near_when_the_reserve_is_left_of_the_stop_time()
    {
        using var deadline = Of(TimeSpan.FromSeconds(25));
        _time.Advance(TimeSpan.FromHours(1));

        _lifetime.StopApplication();
        _time.Advance(TimeSpan.FromSeconds(20.9));
        var before = deadline.IsNear.IsCancellationRequested;
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal((false, true), (before, deadline.IsNear.IsCancellationRequested));
    }

    [Fact]
    public void It_is_near_at_once_where_the_stop_time_is_shorter_than_the_reserve()
    {
        using var deadline = Of(TimeSpan.FromSeconds(1));

        _lifetime.StopApplication();
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(deadline.IsNear.IsCancellationRequested);
    }

    private StopDeadline Of(TimeSpan stopTime) =>
        new(_lifetime, Options.Create(new HostOptions { ShutdownTimeout = stopTime }), _time);
}
