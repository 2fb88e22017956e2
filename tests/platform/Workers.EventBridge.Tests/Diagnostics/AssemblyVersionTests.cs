using System.Reflection;
using System.Reflection.Emit;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Tests.Diagnostics;

public sealed class AssemblyVersionTests
{
    [Theory]
    [InlineData("1.2.0+4f2a9c", "1.2.0")]
    [InlineData("1.2.1-alpha.0.5+4f2a9c", "1.2.1-alpha.0.5")]
    [InlineData("1.2.0", "1.2.0")]
    public void It_is_the_release_without_the_commit(string informational, string version) =>
        Assert.Equal(version, AssemblyVersion.Of(Define("1.0.0.0", informational)));

    [Fact]
    public void Without_a_release_it_is_the_assembly_s_own() => Assert.Equal("3.4.5", AssemblyVersion.Of(Define("3.4.5.6", informational: null)));

    private static AssemblyBuilder Define(string version, string? informational)
    {
        var constructor = typeof(AssemblyInformationalVersionAttribute).GetConstructors().Single();
        return AssemblyBuilder.DefineDynamicAssembly(
            new AssemblyName("Some") { Version = new Version(version) },
            AssemblyBuilderAccess.Run,
            informational is null ? [] : [new CustomAttributeBuilder(constructor, [informational])]);
    }
}
