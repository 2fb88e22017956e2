using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Events;
using Workers.EventBridge.Receiving;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Ecs;

public sealed class TaskProtectionTests : IAsyncDisposable
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Is_one_in_which_a_message_takes_long_until_it_is_done()
    {
        await using var agent = await EcsAgent.StartAsync();
        await using var worker = await StartAsync(agent);

        await worker.DeliverAsync(WorkerHarness.Event("long"));
        await Eventually.UntilAsync(() => !agent.Asked.IsEmpty);
        var asked = Assert.Single(agent.Asked);
        _gate.SetResult();
        await Eventually.UntilAsync(() => agent.Asked.Count == 2);

        Assert.Equal((true, 10), (asked["ProtectionEnabled"]!.GetValue<bool>(), asked["ExpiresInMinutes"]!.GetValue<int>()));
        Assert.Equal("""{"ProtectionEnabled":false}""", agent.Asked.Last().ToJsonString());
    }

    [Fact]
    public async Task Is_one_that_is_stopped_while_a_message_takes_long_until_it_is_done()
    {
        await using var agent = await EcsAgent.StartAsync();
        await using var worker = await StartAsync(agent);
        await worker.DeliverAsync(WorkerHarness.Event("long"));
        await Eventually.UntilAsync(() => !agent.Asked.IsEmpty);

        var stopped = worker.TerminateAsync();
        var protections = agent.Asked.Count;
        _gate.SetResult();
        await stopped;

        Assert.Equal((1, 2), (protections, agent.Asked.Count));
        Assert.False(agent.Asked.Last()["ProtectionEnabled"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Is_one_that_receives_nothing_after_its_bound_and_stays_ready()
    {
        await using var agent = await EcsAgent.StartAsync();
        await using var worker = await StartAsync(agent, "--TaskProtection:MaxDuration", "00:00:02");
        await worker.DeliverAsync(WorkerHarness.Event("long"));
        await Eventually.UntilAsync(() => worker.Services.GetRequiredService<ReceivePause>().IsPaused);

        // What a poll under way still brings is given back.
        await worker.DeliverAsync(WorkerHarness.Event("next"));
        await Eventually.UntilAsync(async () => await worker.CountAsync() == (1, 1));
        var ready = await worker.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        _gate.SetResult();
        await Eventually.UntilAsync(() => agent.Asked.Count == 2);

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.False(agent.Asked.Last()["ProtectionEnabled"]!.GetValue<bool>());
        Assert.Equal(1, (await worker.CountAsync()).Visible);
    }

    [Fact]
    public async Task Is_none_whose_messages_are_done_quickly()
    {
        await using var agent = await EcsAgent.StartAsync();
        _gate.SetResult();
        await using var worker = await StartAsync(agent);

        for (var number = 0; number < 20; number++)
            await worker.DeliverAsync(WorkerHarness.Event($"{number}"));
        await Eventually.UntilAsync(async () => (await worker.AnswersAsync()).Count == 20);
        await worker.TerminateAsync();

        Assert.Empty(agent.Asked);
    }

    [Fact]
    public async Task Goes_on_without_protection_when_its_role_does_not_allow_it_and_says_so_once()
    {
        await using var agent = await EcsAgent.StartAsync(refuses: true);
        await using var worker = await StartAsync(agent);

        await worker.DeliverAsync(WorkerHarness.Event("long"));
        await Eventually.UntilAsync(() => agent.Asked.Count > 1);
        _gate.SetResult();
        await Eventually.UntilAsync(async () => (await worker.AnswersAsync()).Count == 1);

        var warning = Assert.Single(worker.Log.Events, said => said.Level == LogEventLevel.Warning);
        Assert.Contains("The task role needs ecs:UpdateTaskProtection", warning.RenderMessage(), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        return ValueTask.CompletedTask;
    }

    private async Task<WorkerHarness> StartAsync(EcsAgent agent, params string[] settings)
    {
        var worker = await WorkerHarness.CreateAsync();
        worker.Behavior.Work = _ => _gate.Task;
        await worker.RunAsync(
            LogEventLevel.Warning, ["--ECS_AGENT_URI", agent.Uri, "--TaskProtection:After", "00:00:01", .. settings]);
        return worker;
    }
}
