using System.ComponentModel;
using System.Diagnostics;

namespace Packaging.Tests.Compose;

/// <summary>Docker Compose, where it is installed: the newer one, or else the older.</summary>
internal static class DockerCompose
{
    /// <summary>Runs it in the repository's folder, as without any settings but those that the AWS file asks for. Starts no container.</summary>
    public static async Task<(int Code, string Said)> RunAsync(IReadOnlyList<string> arguments)
    {
        if (await TryAsync("docker", ["compose", "version"]) is (0, _))
            return (await TryAsync("docker", ["compose", .. arguments]))!.Value;
        var answer = await TryAsync("docker-compose", arguments);
        Assert.SkipWhen(answer is null, "Neither docker compose nor docker-compose is installed.");
        return answer.Value;
    }

    private static async Task<(int Code, string Said)?> TryAsync(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository.Root,
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
