using Xunit;

namespace Workers.Testing;

/// <summary>Packages of npm that a test runs.</summary>
public static class NpmPackages
{
    private static readonly SemaphoreSlim Installing = new(1);

    /// <summary>Installs the packages of <c>package-lock.json</c> into the same folder, unless an earlier run did.</summary>
    public static async Task InstallAsync(string folder)
    {
        await Installing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            var (locked, installed) = (Path.Combine(folder, "package-lock.json"), Path.Combine(folder, "node_modules", ".package-lock.json"));
            if (File.Exists(installed) && File.GetLastWriteTimeUtc(installed) > File.GetLastWriteTimeUtc(locked))
                return;
            var (code, output) = await Tool.RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder]);
            Assert.True(code == 0, output);
        }
        finally
        {
            Installing.Release();
        }
    }
}
