using Microsoft.Extensions.Time.Testing;

namespace Workers.EventBridge.Tests.Fixture;

/// <summary>Waits for what happens in its own time, with a deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        while (!await condition())
            await Task.Delay(Interval, deadline.Token);
    }

    /// <summary>Moves the clock on, step by step, until something has happened.</summary>
    public static Task AdvanceUntilAsync(this FakeTimeProvider time, TimeSpan step, Func<Task<bool>> condition) => UntilAsync(async () =>
    {
        if (await condition())
            return true;
        time.Advance(step);
        return false;
    });

    /// <summary>Moves the clock on, step by step, until something has happened.</summary>
    public static Task AdvanceUntilAsync(this FakeTimeProvider time, TimeSpan step, Func<bool> condition) =>
        time.AdvanceUntilAsync(step, () => Task.FromResult(condition()));

    public static Task<T> InTimeAsync<T>(this Task<T> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static Task InTimeAsync(this Task task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);
}
