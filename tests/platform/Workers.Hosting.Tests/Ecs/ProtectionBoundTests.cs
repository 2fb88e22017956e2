using MassTransit;
using MassTransit.Context;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Workers.EventBridge.Receiving;
using Workers.Hosting.Ecs;

namespace Workers.Hosting.Tests.Ecs;

/// <summary>Long messages that overlap must not protect a task for ever: within a bound it drains, and is unprotected for a while.</summary>
public sealed class ProtectionBoundTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UnprotectedTime = TimeSpan.FromSeconds(30);

    private readonly TaskProtectionOptions _options = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<string, TaskCompletionSource> _working = [];
    private readonly List<Task> _handling = [];
    private readonly RunningHandlers _handlers;
    private readonly ReceivePause _pause = new();
    private EcsAgent _agent = null!;
    private TaskProtection _protection = null!;
    private string _latest = "";

    public ProtectionBoundTests() => _handlers = new(_time);

    /// <summary>What the agent was asked for at last.</summary>
    private bool IsProtected => _agent.Asked.Last()["ProtectionEnabled"]!.GetValue<bool>();

    public async ValueTask InitializeAsync()
    {
        _agent = await EcsAgent.StartAsync();
        _protection = new TaskProtection(
            _handlers,
            _pause,
            _options,
            new HttpClient { BaseAddress = TaskProtection.AgentAt(_agent.Uri) },
            _time,
            NullLogger<TaskProtection>.Instance);
        Begin("first");
        await RunAsync(_options.After);
    }

    [Fact]
    public void Is_15_minutes_by_default() => Assert.Equal(TimeSpan.FromMinutes(15), _options.MaxDuration);

    [Fact]
    public async Task Before_it_receiving_goes_on()
    {
        await OverlapAsync(_options.MaxDuration - Second);

        Assert.False(_pause.IsPaused);
        Assert.True(IsProtected);
    }

    [Fact]
    public async Task At_it_receiving_is_paused_and_what_is_in_hand_stays_protected()
    {
        await OverlapAsync(_options.MaxDuration);

        Assert.True(_pause.IsPaused);
        Assert.True(IsProtected);
    }

    [Fact]
    public async Task A_message_that_takes_longer_is_protected_to_its_end()
    {
        await RunAsync(_options.MaxDuration + TimeSpan.FromMinutes(40));
        var renewals = _agent.Asked.Count;
        var wasProtected = IsProtected;
        End("first");
        await RunAsync(Second);

        Assert.True(wasProtected);
        Assert.Equal(12, renewals);
        Assert.False(IsProtected);
    }

    [Fact]
    public async Task A_message_in_hand_that_is_not_long_yet_is_waited_for_as_well()
    {
        await RunAsync(_options.MaxDuration - Second - Second);
        Begin("short");
        await RunAsync(Second + Second);

        End("first");
        await RunAsync(Second);
        var during = IsProtected;
        End("short");
        await RunAsync(Second);

        Assert.Equal((true, false), (during, IsProtected));
    }

    [Fact]
    public async Task After_the_drain_it_is_unprotected_for_a_while_and_then_receives_again()
    {
        await DrainAsync();

        await RunAsync(UnprotectedTime - Second);
        var during = (_pause.IsPaused, IsProtected);
        await RunAsync(Second);

        Assert.Equal((true, false), during);
        Assert.False(_pause.IsPaused);
    }

    [Fact]
    public async Task The_bound_begins_anew_with_the_next_long_message()
    {
        await DrainAsync();
        await RunAsync(UnprotectedTime);

        Begin("next");
        await RunAsync(_options.After);
        var isProtected = IsProtected;
        await RunAsync(_options.MaxDuration - Second);
        var before = _pause.IsPaused;
        await RunAsync(Second);

        Assert.Equal((true, false, true), (isProtected, before, _pause.IsPaused));
    }

    [Fact]
    public async Task A_protection_that_ended_by_itself_does_not_count()
    {
        await RunAsync(TimeSpan.FromMinutes(10));
        End("first");
        await RunAsync(Second);
        Begin("next");

        await RunAsync(TimeSpan.FromMinutes(10));

        Assert.False(_pause.IsPaused);
    }

    [Fact]
    public async Task An_agent_that_does_not_end_the_protection_does_not_keep_it_from_receiving()
    {
        await OverlapAsync(_options.MaxDuration);
        _agent.Refuses = true;
        _working.Keys.ToList().ForEach(End);
        await RunAsync(Second);

        await RunAsync(UnprotectedTime);

        Assert.False(_pause.IsPaused);
        await RunAsync(TimeSpan.FromMinutes(1));
        Assert.False(_pause.IsPaused);
    }

    public async ValueTask DisposeAsync()
    {
        _working.Keys.ToList().ForEach(End);
        await Task.WhenAll(_handling);
        _protection.Dispose();
        await _agent.DisposeAsync();
    }

    /// <summary>A message of a minute follows the other, each beginning before the one before ends.</summary>
    private async Task OverlapAsync(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromMinutes(1))
        {
            var former = _latest;
            Begin($"{left}");
            await RunAsync(left < TimeSpan.FromMinutes(1) ? left : TimeSpan.FromMinutes(1));
            End(former);
        }
    }

    private async Task DrainAsync()
    {
        await OverlapAsync(_options.MaxDuration);
        _working.Keys.ToList().ForEach(End);
        await RunAsync(Second);
    }

    private async Task RunAsync(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= Second)
        {
            _time.Advance(Second);
            await _protection.AdjustAsync(TestContext.Current.CancellationToken);
        }
    }

    private void Begin(string message)
    {
        _latest = message;
        var working = _working[message] = new TaskCompletionSource();
        _handling.Add(_handlers.Send(Context(), Pipe.ExecuteAsync<ConsumeContext>(_ => working.Task)));
    }

    private void End(string message)
    {
        _working.Remove(message, out var working);
        working!.TrySetResult();
    }

    /// <summary>Each message has a context of its own.</summary>
    private static ConsumeContext Context() => (ConsumeContext)Activator.CreateInstance(typeof(MissingConsumeContext), nonPublic: true)!;
}
