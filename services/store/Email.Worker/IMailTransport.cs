using MimeKit;

namespace Email.Worker;

/// <summary>Sends mails.</summary>
public interface IMailTransport
{
    /// <summary>Sends <paramref name="message"/>. Sending it again is safe.</summary>
    /// <param name="message">The mail.</param>
    /// <param name="name">A name for the mail, the same on every attempt.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>False if the mail is rejected permanently. Any other failure throws and can be retried.</returns>
    Task<bool> SendAsync(MimeMessage message, string name, CancellationToken cancellationToken);
}
