using Microsoft.Extensions.Options;

namespace Email.Worker;

/// <summary>Validates the settings at startup.</summary>
internal sealed class EmailOptionsRules : IValidateOptions<EmailOptions>
{
    public ValidateOptionsResult Validate(string? name, EmailOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(EmailOptions options)
    {
        if (!Address.IsValid(options.From))
            yield return "Email:From is not an address. Set it to the sender's address, such as store@example.com.";

        var smtp = options.Smtp;
        if (smtp.Port is < 1 or > 65535)
            yield return "Email:Smtp:Port must be between 1 and 65535.";
        if (smtp.User.Length > 0 && smtp.Tls == SmtpTls.None && !IsLocal(smtp.Host))
            yield return "Email:Smtp:User needs Email:Smtp:Tls=Required, so that the password is not sent in plain text.";
        if (smtp.Timeout <= TimeSpan.Zero)
            yield return "Email:Smtp:Timeout must be more than 0.";
    }

    private static bool IsLocal(string host) => host is "localhost" or "127.0.0.1" or "::1";
}
