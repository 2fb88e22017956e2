using MassTransit;
using MassTransit.Context;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Workers.EventBridge.Receiving;
using Workers.Hosting.Ecs;

namespace Workers.Hosting.Tests.Ecs;

/// <summary>The protection of a task whose message takes longer than the protection lasts.</summary>
public sealed class LongTaskProtectionTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TaskProtectionOptions _options = new() { After = TimeSpan.FromSeconds(5), Expiry = TimeSpan.FromMinutes(10) };
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _gate = new();
    private EcsAgent _agent = null!;
    private TaskProtection _protection = null!;
    private Task _handling = null!;

    public async ValueTask InitializeAsync()
    {
        var handlers = new RunningHandlers(_time);
        _agent = await EcsAgent.StartAsync();
        _protection = new TaskProtection(
            handlers,
            new ReceivePause(),
            _options,
            new HttpClient { BaseAddress = TaskProtection.AgentAt(_agent.Uri) },
            _time,
            NullLogger<TaskProtection>.Instance);
        _handling = handlers.Send(MissingConsumeContext.Instance, Pipe.ExecuteAsync<ConsumeContext>(_ => _gate.Task));
        await AfterAsync(_options.After);
    }

    [Fact]
    public async Task Is_not_renewed_before_half_its_time()
    {
        await AfterAsync((_options.Expiry / 2) - Second);

        Assert.Single(_agent.Asked);
    }

    [Fact]
    public async Task Is_renewed_for_its_whole_time_each_time_that_half_of_it_is_over()
    {
        await AfterAsync(_options.Expiry / 2);
        await AfterAsync(Second);
        await AfterAsync((_options.Expiry / 2) - Second);

        Assert.Equal(
            Enumerable.Repeat("""{"ProtectionEnabled":true,"ExpiresInMinutes":10}""", 3), _agent.Asked.Select(asked => asked.ToJsonString()));
    }

    [Fact]
    public async Task Is_tried_again_at_once_when_the_agent_did_not_renew_it()
    {
        _agent.Refuses = true;
        await AfterAsync(_options.Expiry / 2);
        _agent.Refuses = false;
        await AfterAsync(Second);
        await AfterAsync(Second);

        Assert.Equal(3, _agent.Asked.Count);
    }

    [Fact]
    public async Task Ends_with_the_message_and_not_with_its_time()
    {
        _gate.SetResult();
        await _handling;
        await AfterAsync(Second);

        Assert.Equal("""{"ProtectionEnabled":false}""", _agent.Asked.Last().ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        await _handling;
        _protection.Dispose();
        await _agent.DisposeAsync();
    }

    private Task AfterAsync(TimeSpan time)
    {
        _time.Advance(time);
        return _protection.AdjustAsync(TestContext.Current.CancellationToken);
    }
}
