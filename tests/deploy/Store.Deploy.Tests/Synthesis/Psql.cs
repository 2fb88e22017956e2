namespace Store.Deploy.Tests.Synthesis;

/// <summary>The client in which the setup runs.</summary>
internal static class Psql
{
    /// <summary>Skips the test where it is missing, with the reason.</summary>
    public static void SkipWhereMissing()
    {
        Assert.SkipUnless(Tool.IsOnPath("psql"), "There is no psql on the PATH (Debian: apt-get install postgresql-client).");
        Assert.SkipUnless(Tool.IsOnPath("setsid"), "There is no setsid on the PATH: psql would ask the terminal for passwords.");
    }

    /// <summary>Runs a command as a container does it: without a terminal, which psql would ask for passwords.</summary>
    public static Task<(int Code, string Output)> RunShellAsync(string command, params IEnumerable<(string Name, string Value)> variables) =>
        Tool.RunAsync("setsid", ["--wait", "sh", "-c", command], variables: variables);
}
