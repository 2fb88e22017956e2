using Workers.Cli.Commands;

namespace Store.AppHost.Tests;

public sealed class ExitCodeTests
{
    [Fact]
    public async Task A_call_that_times_out_is_an_error_and_no_interruption()
    {
        var code = await ExitCode.OfAsync<SetupException>(
            () => throw new TaskCanceledException("The request timed out.", new TimeoutException()), CancellationToken.None);

        Assert.Equal(1, code);
    }

    [Fact]
    public async Task An_interrupted_command_ends_with_the_code_of_an_interruption()
    {
        var code = await ExitCode.OfAsync<SetupException>(() => throw new OperationCanceledException(), new CancellationToken(canceled: true));

        Assert.Equal(130, code);
    }
}
