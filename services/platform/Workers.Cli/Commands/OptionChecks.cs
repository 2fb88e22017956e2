using System.CommandLine;

namespace Workers.Cli.Commands;

/// <summary>Checks of options beyond their type.</summary>
internal static class OptionChecks
{
    /// <summary>Refuses values for which the condition does not hold, and those that are not of the option's type.</summary>
    /// <param name="option">The option. Its default is not checked.</param>
    /// <param name="isValid">The condition.</param>
    /// <param name="message">What to say, with the range.</param>
    public static void Require<T>(this Option<T> option, Func<T?, bool> isValid, string message) => option.Validators.Add(result =>
    {
        try
        {
            if (result.Tokens.Count > 0 && !isValid(result.GetValueOrDefault<T>()))
                result.AddError(message);
        }
        catch (InvalidOperationException)
        {
            // Not even of the type.
            result.AddError(message);
        }
    });
}
