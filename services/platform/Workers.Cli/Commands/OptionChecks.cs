using System.CommandLine;
using System.Globalization;

namespace Workers.Cli.Commands;

/// <summary>Checks of options beyond their type.</summary>
internal static class OptionChecks
{
    /// <summary>Rejects values that violate the condition, or are not of the option's type.</summary>
    /// <param name="option">The option. Its default is not checked.</param>
    /// <param name="isValid">The condition.</param>
    /// <param name="message">The error, with the range.</param>
    public static void Require<T>(this Option<T> option, Func<T, bool> isValid, string message)
        where T : IParsable<T> => Check(option, isValid, message);

    /// <inheritdoc cref="Require{T}(Option{T}, Func{T, bool}, string)"/>
    public static void Require<T>(this Option<T?> option, Func<T, bool> isValid, string message)
        where T : struct, IParsable<T> => Check(option, isValid, message);

    // Parses the text itself: System.CommandLine would add an error of its own for a value of the wrong type, with the name of the .NET type.
    private static void Check<T>(Option option, Func<T, bool> isValid, string message)
        where T : IParsable<T> => option.Validators.Add(result =>
    {
        if (result.Tokens.Any(token => !T.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) || !isValid(value)))
            result.AddError(message);
    });
}
