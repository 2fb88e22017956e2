using System.Diagnostics;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>Waits for what has to come true, with a deadline; between two looks it leaves the processor to those it waits for.</summary>
internal static class Eventually
{
    /// <summary>How long to wait for something that takes seconds, on a machine that does much else.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static async Task<T> GetAsync<T>(Func<Task<T>> look, Func<T, bool> isThere)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (isThere(seen))
                return seen;
            Assert.True(
                Stopwatch.GetElapsedTime(started) < Deadline, $"It did not come true within {Deadline.TotalMinutes} minutes; last seen: {seen}");
            await Task.Delay(Pause);
        }
    }

    public static Task TrueAsync(Func<Task<bool>> isTrue) => GetAsync(isTrue, value => value);
}
