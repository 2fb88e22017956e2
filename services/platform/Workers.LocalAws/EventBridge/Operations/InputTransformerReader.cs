using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>Reads and validates the InputTransformer of a target. Source: the EventBridge API reference, "InputTransformer".</summary>
internal static class InputTransformerReader
{
    private const int MaximumPaths = 100;
    private const int MaximumPathLength = 256;
    private const int MaximumTemplateLength = 8192;

    /// <exception cref="FormatException">A path is invalid.</exception>
    public static TemplateInput Read(AwsInput transformer, string place, string target)
    {
        var paths = transformer.Map("InputPathsMap") ?? [];
        if (paths.Count > MaximumPaths)
        {
            throw EventBridgeInput.Constraint(
                "InputPathsMap", $"[{paths.Count} entries]", $"Member must have length less than or equal to {MaximumPaths}", place);
        }

        var template = transformer.Required("InputTemplate", place, MaximumTemplateLength);
        var variables = paths.ToDictionary(path => CheckName(path.Key, place), path => ReadPath(path.Value, place), StringComparer.Ordinal);
        return new TemplateInput(InputTemplate.Parse(new InputVariables(variables), template, target));
    }

    // The names of predefined variables begin with "aws.": a dot is not allowed.
    private static string CheckName(string name, string place) =>
        name.Length is > 0 and <= 256 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-')
            ? name
            : throw EventBridgeInput.Constraint(
                "InputPathsMap",
                $"{{{name}}}",
                "Map keys must satisfy constraint: [Member must have length less than or equal to 256, "
                + "Member must have length greater than or equal to 1, "
                + @"Member must satisfy regular expression pattern: [A-Za-z0-9\_\-]+]",
                place);

    private static JsonPath ReadPath(string path, string place)
    {
        if (path.Length > MaximumPathLength)
        {
            throw EventBridgeInput.Constraint(
                "InputPathsMap", path, $"Map value must have length less than or equal to {MaximumPathLength}", place);
        }

        var parsed = JsonPath.Parse(path);
        return parsed.HasBracketedName
            ? throw new FormatException($"Invalid JSON path '{path}': it must use dot notation, and not bracket notation.")
            : parsed;
    }
}
