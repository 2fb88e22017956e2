using System.Reflection;

namespace Workers.EventBridge.Diagnostics;

/// <summary>The version of a program or a package, as its release names it.</summary>
internal static class AssemblyVersion
{
    /// <summary>
    /// The version with its pre-release label, such as <c>1.2.1-alpha.0.5</c>, and without the commit. The assembly version itself has only
    /// the major number, so that a minor release needs no recompilation.
    /// </summary>
    public static string Of(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version?.ToString(3)
        ?? "0.0.0";
}
