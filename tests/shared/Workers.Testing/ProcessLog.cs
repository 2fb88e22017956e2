using System.Diagnostics;

namespace Workers.Testing;

/// <summary>Reads the standard output of a child process, also after the child was killed.</summary>
public static class ProcessLog
{
    /// <summary>Copies the standard output of the process to a file.</summary>
    /// <param name="process">A process whose standard output is redirected.</param>
    /// <param name="file">The file; null discards the output.</param>
    /// <returns>The first line, as soon as the process has written it; null when the process ended without one.</returns>
    public static Task<string?> CopyOutputAsync(this Process process, string? file)
    {
        ArgumentNullException.ThrowIfNull(process);
        var first = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = TextWriter.Synchronized(file is null ? TextWriter.Null : new StreamWriter(file) { AutoFlush = true });
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
