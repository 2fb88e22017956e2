using System.Text;

namespace Workers.Cli.DeadLetters;

/// <summary>Writes whole lines, from several receivers.</summary>
internal sealed class LineWriter : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly TextWriter? _text;
    private readonly FileStream? _file;

    public LineWriter(TextWriter text) => _text = text;

    private LineWriter(FileStream file) => _file = file;

    /// <summary>Writes a new file, which only its owner may read.</summary>
    /// <exception cref="CliException">The file exists, or cannot be written.</exception>
    public static LineWriter ToNew(string path)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new LineWriter(new FileStream(path, options));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"--output {path}: {error.Message}", error);
        }
    }

    /// <param name="lines">Whole lines, as UTF-8.</param>
    /// <param name="written">Called when they are written, by one caller at a time.</param>
    /// <param name="cancellationToken">Ends the wait for other writers.</param>
    public async Task WriteAsync(ReadOnlyMemory<byte> lines, Action written, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_file is not null)
                await _file.WriteAsync(lines, CancellationToken.None);
            else
                await _text!.WriteAsync(Encoding.UTF8.GetString(lines.Span));
            written();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _turn.Dispose();
        if (_file is not null)
            await _file.DisposeAsync();
    }
}
