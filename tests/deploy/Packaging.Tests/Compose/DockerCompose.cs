using System.ComponentModel;
using System.Diagnostics;

namespace Packaging.Tests.Compose;

/// <summary>
/// Docker Compose, where it is installed: the newer one, or else the older. Without it the tests are skipped, or fail where
/// <c>WORKERS_REQUIRE_COMPOSE</c> is 1.
/// </summary>
internal static class DockerCompose
{
    private const string Required = "WORKERS_REQUIRE_COMPOSE";
    private const string None = "Neither docker compose nor docker-compose is installed.";

    /// <summary>Runs it in the repository's folder, as without any settings but those that the AWS file asks for. Starts no container.</summary>
    public static async Task<(int Code, string Said)> RunAsync(IReadOnlyList<string> arguments)
    {
        if (await TryAsync("docker", ["compose", "version"]) is (0, _))
            return (await TryAsync("docker", ["compose", .. arguments]))!.Value;
        var answer = await TryAsync("docker-compose", arguments);
        if (answer is null && Environment.GetEnvironmentVariable(Required) == "1")
            Assert.Fail($"{None} {Required} is set: it has to be there.");
        Assert.SkipWhen(answer is null, None);
        return answer.Value;
    }

    private static async Task<(int Code, string Said)?> TryAsync(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = RepositoryFiles.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["AWS_ENV_FILE"] = "deploy/compose/aws.env", ["BUS"] = "ada", ["QUEUE_PREFIX"] = "ada-", ["COMPOSE_FILE"] = null },
        };
        try
        {
            using var process = Process.Start(start)!;
            var (said, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await said + await errors);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
