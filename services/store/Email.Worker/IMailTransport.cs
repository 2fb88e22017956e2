using MimeKit;

namespace Email.Worker;

/// <summary>Hands a mail over.</summary>
public interface IMailTransport
{
    /// <summary>Hands <paramref name="message"/> over; handing it over again does no harm.</summary>
    /// <param name="message">The mail.</param>
    /// <param name="name">A name for it, the same on every try.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>False when the receiver is refused for good; anything else that fails throws and may be tried again.</returns>
    Task<bool> SendAsync(MimeMessage message, string name, CancellationToken cancellationToken);
}
