using Amazon.CDK;

namespace Workers.Deploy.Environments;

/// <summary>Warnings of cfn-lint that a stack means to break; whoever ignores one says why.</summary>
internal static class CfnLint
{
    public static void Ignore(Stack stack, params string[] checks) =>
        stack.TemplateOptions.Metadata = new Dictionary<string, object> { ["cfn-lint"] = Settings(checks) };

    public static void Ignore(CfnResource resource, params string[] checks) => resource.AddMetadata("cfn-lint", Settings(checks));

    private static Dictionary<string, object> Settings(string[] checks) =>
        new() { ["config"] = new Dictionary<string, object> { ["ignore_checks"] = checks } };
}
