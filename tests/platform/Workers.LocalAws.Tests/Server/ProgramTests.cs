using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Workers.LocalAws.Tests.Server;

public sealed partial class ProgramTests
{
    [Fact]
    public async Task The_program_says_where_it_listens_and_ends_well_when_it_is_told_to()
    {
        using var program = Start("--port", "0");
        var line = await program.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using var http = new JsonClient(new Uri(Address().Match(line!).Value));
        Assert.Contains("LocalAws", (await http.GetAsync("/_localaws/health")).Body, StringComparison.Ordinal);

        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM to send.");
        using var kill = Process.Start("kill", ["-TERM", $"{program.Id}"]);

        Assert.Equal(0, await EndAsync(program));
    }

    [Fact]
    public async Task The_health_check_of_a_running_server_ends_with_0()
    {
        await using var server = await LocalAwsServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var program = Start("--healthcheck", "--port", $"{server.Endpoint.Port}");

        Assert.Equal(0, await EndAsync(program));
    }

    [Fact]
    public async Task The_health_check_where_none_runs_ends_with_1_and_says_where()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        var port = ((IPEndPoint)unused.LocalEndpoint).Port;
        unused.Stop();
        using var program = Start("--healthcheck", "--host", "0.0.0.0", "--port", $"{port}");

        var errors = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, await EndAsync(program));
        Assert.Contains($"http://127.0.0.1:{port}/_localaws/health does not answer", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_can_start_with_faults()
    {
        using var program = Start("--port", "0", "--faults", """{"throttle":1}""");
        var line = await program.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using var http = new JsonClient(new Uri(Address().Match(line!).Value));

        var answer = await http.SendAsync("AmazonSQS.ListQueues", "{}");

        program.Kill();
        await EndAsync(program);
        Assert.Equal("RequestThrottled", answer.ErrorCode());
    }

    [Fact]
    public async Task The_program_ends_with_its_parent()
    {
        using var parent = Start("--port", "0");
        await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using var program = Start("--port", "0", "--parent-pid", $"{parent.Id}");
        await program.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

        parent.Kill();

        Assert.Equal(0, await EndAsync(program));
    }

    [Fact]
    public async Task A_port_in_use_is_named_in_one_sentence_and_ends_the_program()
    {
        await using var server = await LocalAwsServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var program = Start("--port", $"{server.Endpoint.Port}");

        var output = program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, await EndAsync(program));
        Assert.Equal("", await output);
        Assert.Equal(
            $"LocalAws cannot listen on 127.0.0.1:{server.Endpoint.Port}: Address already in use. Stop the program that uses the port, or choose "
            + "another address with --host and --port.",
            errors.TrimEnd());
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named_in_one_sentence()
    {
        // Source: RFC 5737, an address for documentation, which no machine has.
        using var program = Start("--host", "192.0.2.1", "--port", "0");

        var errors = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, await EndAsync(program));
        Assert.StartsWith("LocalAws cannot listen on 192.0.2.1:0: ", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_data_directory_in_use_is_named_in_one_sentence_and_ends_the_program()
    {
        var data = Directory.CreateTempSubdirectory("localaws-").FullName;
        await using (var server = await LocalAwsServer.StartAsync(
            new LocalAwsOptions { DataDirectory = data }, TestContext.Current.CancellationToken))
        {
            using var program = Start("--port", "0", "--data", data);

            var errors = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

            Assert.Equal(1, await EndAsync(program));
            Assert.StartsWith($"The data directory {data} is in use by another LocalAws", errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        }

        Directory.Delete(data, recursive: true);
    }

    [Theory]
    [InlineData("--port", "70000", "--port must be 0 to 65535.")]
    [InlineData("--port", "x", "--port must be 0 to 65535.")]
    [InlineData("--host", "example.com", "--host must be an IP address")]
    [InlineData("--region", "Europe", "--region must be")]
    [InlineData("--faults", "{\"throttle\":2}", "--faults: throttle must be from 0 to 1, not 2.")]
    [InlineData("--faults", "{\"operations\":[\"sqs:x\"]}", "--faults: operations: 'sqs:x' is not known.")]
    [InlineData("--faults", "x", "--faults: The faults are not valid JSON")]
    [InlineData("--trace-url", "http://127.0.0.1:18888/traces", "--trace-url must be an http or https URL with {traceId} in it")]
    [InlineData("--data", "", "--data must be the path of a directory.")]
    [InlineData("--bogus", "1", "--bogus")]
    public async Task A_wrong_option_is_named_and_ends_the_program(string option, string value, string expected)
    {
        using var program = Start(option, value);

        var errors = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, await EndAsync(program));
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Workers.LocalAws.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static async Task<int> EndAsync(Process program)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            await program.WaitForExitAsync(deadline.Token);
            return program.ExitCode;
        }
        finally
        {
            if (!program.HasExited)
                program.Kill();
        }
    }

    [GeneratedRegex("http://[0-9.:]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
