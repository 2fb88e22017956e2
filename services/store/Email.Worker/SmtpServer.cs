using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Email.Worker;

/// <summary>
/// Sends mails over SMTP. After the server has accepted the recipients, cancellation no longer stops the transfer of the text (DATA): the
/// mail may already be delivered, and would be sent again. A mail that is sent again after a crash has the same Message-Id.
/// </summary>
public sealed partial class SmtpServer(IOptions<EmailOptions> options, TimeProvider time, ILogger<SmtpServer> logger) : IMailTransport
{
    /// <inheritdoc />
    public async Task<bool> SendAsync(MimeMessage message, string name, CancellationToken cancellationToken)
    {
        var smtp = options.Value.Smtp;
        using var timeout = new CancellationTokenSource(smtp.Timeout, time);
        using var client = new Client { Timeout = (int)smtp.Timeout.TotalMilliseconds };
        await using var registration = cancellationToken.UnsafeRegister(
            static state =>
            {
                var (client, timeout) = ((Client, CancellationTokenSource))state!;
                if (!client.IsSendingText)
                    timeout.Cancel();
            },
            (client, timeout));
        try
        {
            return await SendAsync(client, smtp, message, timeout.Token);
        }
        catch (Exception error) when (
            error is TimeoutException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new TimeoutException($"The SMTP server {smtp.Host}:{smtp.Port} did not accept the mail within {smtp.Timeout.TotalSeconds:0.###} s.", error);
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

    /// <summary>Errors are ignored: the mail is already sent and must not be sent again.</summary>
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

    /// <summary>Whether the answer is a permanent error of the sender, the recipient or the text (RFC 5321, 4.2.1), not of the account (RFC 4954, 4 and 6).</summary>
    private static bool IsForThisMail(SmtpStatusCode status) =>
        (int)status >= 500 && status is not (
            SmtpStatusCode.AuthenticationRequired or SmtpStatusCode.AuthenticationMechanismTooWeak or SmtpStatusCode.AuthenticationInvalidCredentials
            or SmtpStatusCode.EncryptionRequiredForAuthenticationMechanism);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Host} rejected mail {MessageId} permanently: {Status} {Answer}")]
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

        /// <summary>The recipient is accepted; DATA follows.</summary>
        public bool IsSendingText => _isSendingText;

        protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => _isSendingText = true;
    }
}
