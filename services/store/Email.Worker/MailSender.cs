using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workers.EventBridge.Diagnostics;

namespace Email.Worker;

/// <summary>Sends a letter once, and keeps a record of it; a letter without an address is recorded as such.</summary>
public sealed partial class MailSender(
    EmailDbContext db, IMailTransport carrier, IOptions<EmailOptions> options, TimeProvider clock, ILogger<MailSender> logger)
{
    private static readonly ActivitySource Source = new("Email.Worker");

    /// <summary>Sends the letter, unless one of its kind went out for its subject; the caller saves.</summary>
    public async Task SendAsync(MailTemplate letter, CancellationToken cancellationToken)
    {
        if (await db.Done.FindAsync([letter.Kind, letter.Subject], cancellationToken) is not null)
            return;

        var status = await HandOverAsync(letter, cancellationToken);
        var masked = letter.Address is null ? null : Address.Mask(letter.Address);
        db.Done.Add(new MailDone { Kind = letter.Kind, Subject = letter.Subject });
        db.Mails.Add(new Mail
        {
            Subject = letter.Subject,
            Kind = letter.Kind,
            Status = status,
            MaskedAddress = masked,
            MessageId = status == Mail.Sent ? Envelope.MessageId(letter, options.Value) : null,
            At = clock.GetUtcNow(),
        });
        LogMail(letter.Kind, letter.Subject, status, masked);
    }

    private async Task<string> HandOverAsync(MailTemplate letter, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(letter.Address))
            return Mail.NoAddress;
        if (!Address.IsValid(letter.Address))
            return Mail.BadAddress;

        using var span = Source.StartActivity($"send {letter.Kind}", ActivityKind.Client);
        span?.SetTag("mail.subject", letter.Subject);
        span?.SetTag("mail.carrier", carrier.GetType().Name);
        span?.SetTag("mail.address", Address.Mask(letter.Address));
        using var message = Envelope.Of(letter, options.Value, clock.GetUtcNow());
        try
        {
            return await carrier.SendAsync(message, Envelope.Name(letter), cancellationToken) ? Mail.Sent : Mail.Refused;
        }
        catch (Exception error)
        {
            span.Fail(error);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Mail {Kind} about {Subject}: {Status} ({Address})")]
    private partial void LogMail(string kind, string subject, string status, string? address);
}
