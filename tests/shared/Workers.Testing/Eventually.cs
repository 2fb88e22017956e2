using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Workers.Testing;

/// <summary>Waits for a condition, with a deadline. It sleeps between two checks, so that the code under test gets the processor.</summary>
public static class Eventually
{
    /// <summary>For conditions that need seconds, on a machine under load.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    /// <summary>Between two checks that another process answers.</summary>
    public static readonly TimeSpan ProcessInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two checks of a condition of the same process.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>Between two steps of a fake clock.</summary>
    private static readonly TimeSpan StepInterval = TimeSpan.FromMilliseconds(5);

    /// <summary>Reads a value until it is as expected, and returns it.</summary>
    /// <param name="read">Reads the value.</param>
    /// <param name="isExpected">Whether the value is as expected.</param>
    /// <param name="describe">The failure message for the last value. By default it contains the value.</param>
    /// <param name="interval">The time between two reads, 10 ms by default. See <see cref="ProcessInterval"/>.</param>
    public static async Task<T> GetAsync<T>(
        Func<Task<T>> read, Func<T, bool> isExpected, Func<T, string>? describe = null, TimeSpan? interval = null)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(isExpected);
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (isExpected(value))
                return value;
            if (Stopwatch.GetElapsedTime(started) >= Deadline)
                Assert.Fail(describe?.Invoke(value) ?? $"Timed out after {Deadline.TotalMinutes} minutes; last value: {value}");
            await Task.Delay(interval ?? Interval, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="GetAsync"/>
    public static Task UntilAsync(Func<bool> condition, Func<string>? describe = null) =>
        UntilAsync(() => Task.FromResult(condition()), describe);

    /// <inheritdoc cref="GetAsync"/>
    public static Task UntilAsync(Func<Task<bool>> condition, Func<string>? describe = null, TimeSpan? interval = null) =>
        GetAsync(condition, isTrue => isTrue, describe is null ? null : _ => describe(), interval);

    /// <summary>Advances the clock step by step until the condition holds.</summary>
    public static Task AdvanceUntilAsync(this FakeTimeProvider time, TimeSpan step, Func<Task<bool>> condition) => UntilAsync(
        async () =>
        {
            if (await condition())
                return true;
            time.Advance(step);
            return false;
        },
        interval: StepInterval);

    /// <inheritdoc cref="AdvanceUntilAsync(FakeTimeProvider, TimeSpan, Func{Task{bool}})"/>
    public static Task AdvanceUntilAsync(this FakeTimeProvider time, TimeSpan step, Func<bool> condition) =>
        time.AdvanceUntilAsync(step, () => Task.FromResult(condition()));

    public static Task<T> InTimeAsync<T>(this Task<T> task) => task.WaitAsync(Deadline, TestContext.Current.CancellationToken);

    public static Task InTimeAsync(this Task task) => task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
}
