using System.Diagnostics;
using Npgsql;
using Workers.Testing;

namespace Postgres.Testing;

/// <summary>A PostgreSQL server with a folder of its own, on a port of the loopback interface. Neither outlives this process.</summary>
public sealed class PostgresCluster : IDisposable
{
    // Waits for the end of its input, which the end of the process that holds the other end is too, whatever ended it; then stops the
    // server, at once as nothing has to be kept, waits until it is gone (10 seconds at most), and deletes the folder.
    private const string Guard = """
        trap '' INT TERM HUP
        cat
        if kill -QUIT "$(head -n 1 data/postmaster.pid)"; then
            for i in $(seq 200); do [ -e data/postmaster.pid ] || break; sleep 0.05; done
        fi
        rm -rf "$1"
        """;

    /// <summary>Ports that are tried: another process may take one between the moment it was found free and the server's own start.</summary>
    private const int MaxPorts = 5;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("postgres-");
    private readonly string _binaries;
    private readonly bool _isDurable;
    private readonly Process _guard;
    private int _port;
    private Process? _server;

    private PostgresCluster(string binaries, bool isDurable)
    {
        (_binaries, _isDurable) = (binaries, isDurable);
        _guard = Run("sh", ["-c", Guard, "guard", _folder.FullName]);
    }

    /// <summary>For its administrator.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Pooling=false";

    private string Data => Path.Combine(_folder.FullName, "data");

    internal static PostgresCluster Start(string binaries, bool isDurable)
    {
        var cluster = new PostgresCluster(binaries, isDurable);
        try
        {
            cluster.Create();
            for (var tried = 1; ; tried++)
            {
                cluster._port = FreePorts.InARow(1);
                try
                {
                    cluster.Start();
                    return cluster;
                }
                catch (NpgsqlException) when (tried < MaxPorts && cluster._server!.HasExited)
                {
                    // Somebody else has the port: the server ended, as it could not listen.
                    cluster._server.Dispose();
                }
            }
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Starts it, for the first time or again.</summary>
    public void Start()
    {
        // What a test stores need not survive a power failure.
        string[] durability = _isDurable ? [] : ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
        _server = RunAsServer(
            "postgres",
            [
                "-D", Data, "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                "-c", "max_connections=300", .. durability,
            ]);
        WaitUntilItAnswers(_server);
    }

    /// <summary>Stops it; who is connected is cut off. What was committed is there when it starts again.</summary>
    public void Stop()
    {
        if (_server is not { } server)
            return;
        RunAsServer("pg_ctl", ["-D", Data, "-m", "fast", "-w", "stop"]).WaitForExit();
        server.Kill(entireProcessTree: true);
        server.WaitForExit();
        server.Dispose();
        _server = null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _guard.StandardInput.Close();
        _guard.WaitForExit();
        _guard.Dispose();
        _server?.Dispose();
    }

    private void Create()
    {
        // PostgreSQL does not run as root; its own user has to reach the folder then.
        if (Environment.IsPrivilegedProcess)
            Finish(Run("chown", ["postgres", _folder.FullName]));
        Finish(RunAsServer("initdb", ["-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]));
    }

    private void WaitUntilItAnswers(Process server)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var connection = new NpgsqlConnection(ConnectionString);
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = "SHOW data_directory";
                if (Data.Equals(command.ExecuteScalar()))
                    return;
                throw new NpgsqlException($"Another server answers on port {_port}.");
            }
            catch (NpgsqlException) when (!server.HasExited && Stopwatch.GetElapsedTime(started) < StartTimeout)
            {
                server.WaitForExit(50);
            }
        }
    }

    private Process RunAsServer(string program, IReadOnlyList<string> arguments)
    {
        var path = Path.Combine(_binaries, program);
        return Environment.IsPrivilegedProcess ? Run("runuser", ["-u", "postgres", "--", path, .. arguments]) : Run(path, arguments);
    }

    private Process Run(string program, IReadOnlyList<string> arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private static void Finish(Process process)
    {
        using (process)
        {
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{process.StartInfo.FileName} ended with exit code {process.ExitCode}.");
        }
    }
}
