using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Email.Worker;

/// <summary>
/// Sends mails over SMTP. From the moment that the server takes the text of a mail (DATA) a cancellation does not cut it off any more: the
/// mail may be delivered then, and would be sent again. A mail that goes out again after a crash carries the same Message-Id.
/// </summary>
public sealed partial class SmtpServer(IOptions<EmailOptions> options, TimeProvider time, ILogger<SmtpServer> logger) : IMailTransport
{
    /// <inheritdoc />
    public async Task<bool> SendAsync(MimeMessage message, string name, CancellationToken cancellationToken)
    {
        var smtp = options.Value.Smtp;
        using var late = new CancellationTokenSource(smtp.Timeout, time);
        using var client = new Client { Timeout = (int)smtp.Timeout.TotalMilliseconds };
        await using var giveUp = cancellationToken.UnsafeRegister(
            static state =>
            {
                var (client, late) = ((Client, CancellationTokenSource))state!;
                if (!client.IsSendingText)
                    late.Cancel();
            },
            (client, late));
        try
        {
            return await SendAsync(client, smtp, message, late.Token);
        }
        catch (Exception error) when (
            error is TimeoutException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new TimeoutException($"The SMTP server {smtp.Host}:{smtp.Port} did not take the mail within {smtp.Timeout.TotalSeconds:0.###} s.", error);
        }
    }

    private async Task<bool> SendAsync(Client client, SmtpOptions smtp, MimeMessage message, CancellationToken cancellationToken)
    {
        await client.ConnectAsync(smtp.Host, smtp.Port, Security(smtp), cancellationToken);
        if (smtp.User.Length > 0)
            await client.AuthenticateAsync(smtp.User, smtp.Password, cancellationToken);

        try
        {
            await client.SendAsync(message, cancellationToken);
        }
        catch (SmtpCommandException refusal) when (IsForThisMail(refusal.StatusCode))
        {
            LogRefused(message.MessageId, smtp.Host, (int)refusal.StatusCode, refusal.Message);
            return false;
        }

        await QuitAsync(client, cancellationToken);
        return true;
    }

    /// <summary>The mail is sent: whatever becomes of the farewell, it must not be sent again.</summary>
    private static async Task QuitAsync(Client client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ProtocolException)
        {
            // The connection is closed with the client.
        }
    }

    /// <summary>A permanent answer to a sender, a receiver or a text (RFC 5321, 4.2.1), and not to the account (RFC 4954, 4 and 6).</summary>
    private static bool IsForThisMail(SmtpStatusCode status) =>
        (int)status >= 500 && status is not (
            SmtpStatusCode.AuthenticationRequired or SmtpStatusCode.AuthenticationMechanismTooWeak or SmtpStatusCode.AuthenticationInvalidCredentials
            or SmtpStatusCode.EncryptionRequiredForAuthenticationMechanism);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {MessageId} was refused for good by {Host}: {Status} {Answer}")]
    private partial void LogRefused(string? messageId, string host, int status, string answer);

    private static SecureSocketOptions Security(SmtpOptions smtp) => smtp switch
    {
        { Tls: SmtpTls.None } => SecureSocketOptions.None,
        { Port: 465 } => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };

    private sealed class Client : SmtpClient
    {
        private volatile bool _isSendingText;

        /// <summary>All receivers are accepted: what follows is DATA.</summary>
        public bool IsSendingText => _isSendingText;

        protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => _isSendingText = true;
    }
}
