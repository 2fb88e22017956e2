using System.Reflection;
using System.Runtime.InteropServices;

namespace Workers.Aspire;

/// <summary>Runs a built program with the <c>dotnet</c> of this process, without an additional <c>dotnet run</c> process.</summary>
internal static class DotnetHost
{
    /// <summary><c>{root}/shared/Microsoft.NETCore.App/{version}/</c> is three levels below its folder.</summary>
    public static string Path { get; } = Find();

    /// <summary>The arguments before the program's own. A program without its own runtime settings uses those of this process.</summary>
    public static IEnumerable<string> ArgumentsOf(string program)
    {
        if (File.Exists(System.IO.Path.ChangeExtension(program, ".runtimeconfig.json")))
            return ["exec", program];
        var own = System.IO.Path.Combine(AppContext.BaseDirectory, Assembly.GetEntryAssembly()!.GetName().Name!);
        return ["exec", "--runtimeconfig", $"{own}.runtimeconfig.json", "--depsfile", $"{own}.deps.json", program];
    }

    private static string Find()
    {
        var root = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var host = System.IO.Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(host) ? host : "dotnet";
    }
}
