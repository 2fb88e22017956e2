using System.Diagnostics;

namespace Soak.Stand;

/// <summary>What a process prints goes to a file, of which a process that was killed has no say.</summary>
internal static class ProcessLog
{
    /// <summary>Writes all that the process prints.</summary>
    /// <returns>Its first line, as soon as that is there; null when it ended without one.</returns>
    public static Task<string?> WriteTo(this Process process, string file)
    {
        var first = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = TextWriter.Synchronized(new StreamWriter(file) { AutoFlush = true });
        process.OutputDataReceived += (_, line) =>
        {
            first.TrySetResult(line.Data);
            if (line.Data is { } text)
                log.WriteLine(text);
            else
                log.Dispose();
        };
        process.BeginOutputReadLine();
        return first.Task;
    }
}
