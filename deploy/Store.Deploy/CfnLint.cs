using Amazon.CDK;

namespace Store.Deploy;

/// <summary>
/// Switches off checks of cfn-lint that do not apply, in the metadata of a template. The tests allow no other errors or warnings.
/// </summary>
internal static class CfnLint
{
    /// <param name="stack">The stack.</param>
    /// <param name="checks">Ids of the checks; the caller says in a comment why they do not apply.</param>
    public static void Ignore(Stack stack, params string[] checks) => stack.TemplateOptions.Metadata = new Dictionary<string, object>
    {
        ["cfn-lint"] = new Dictionary<string, object> { ["config"] = new Dictionary<string, object> { ["ignore_checks"] = checks } },
    };
}
