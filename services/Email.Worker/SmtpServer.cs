using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Email.Worker;

/// <summary>Sends mails over SMTP. A mail that goes out again after a crash carries the same Message-Id.</summary>
public sealed class SmtpServer(IOptions<EmailOptions> options) : IMailCarrier
{
    /// <inheritdoc />
    public async Task<bool> SendAsync(MimeMessage message, string name, CancellationToken cancellationToken)
    {
        var smtp = options.Value.Smtp;
        using var client = new SmtpClient { Timeout = (int)smtp.Timeout.TotalMilliseconds };
        await client.ConnectAsync(smtp.Host, smtp.Port, Security(smtp), cancellationToken);
        if (smtp.User.Length > 0)
            await client.AuthenticateAsync(smtp.User, smtp.Password, cancellationToken);

        try
        {
            await client.SendAsync(message, cancellationToken);
        }
        catch (SmtpCommandException refusal)
            when (refusal.ErrorCode == SmtpErrorCode.RecipientNotAccepted && (int)refusal.StatusCode >= 500)
        {
            return false;
        }

        await client.DisconnectAsync(quit: true, cancellationToken);
        return true;
    }

    private static SecureSocketOptions Security(SmtpOptions smtp) => smtp switch
    {
        { Tls: SmtpTls.None } => SecureSocketOptions.None,
        { Port: 465 } => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };
}
