using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workers.EventBridge.Diagnostics;

namespace Email.Worker;

/// <summary>Sends a mail once and records it. A mail without an address is recorded too.</summary>
public sealed partial class MailSender(
    EmailDbContext db, IMailTransport transport, IOptions<EmailOptions> options, TimeProvider clock, ILogger<MailSender> logger)
{
    private static readonly ActivitySource Source = new("Email.Worker");

    /// <summary>Sends the mail, unless one of its kind was sent for its subject. The caller saves the changes.</summary>
    public async Task SendAsync(MailTemplate template, CancellationToken cancellationToken)
    {
        if (await db.Done.FindAsync([template.Kind, template.Subject], cancellationToken) is not null)
            return;

        var status = await DeliverAsync(template, cancellationToken);
        var masked = template.Address is null ? null : Address.Mask(template.Address);
        db.Done.Add(new MailDone { Kind = template.Kind, Subject = template.Subject });
        db.Mails.Add(new Mail
        {
            Subject = template.Subject,
            Kind = template.Kind,
            Status = status,
            MaskedAddress = masked,
            MessageId = status == Mail.Sent ? Envelope.MessageId(template, options.Value) : null,
            At = clock.GetUtcNow(),
        });
        LogMail(template.Kind, template.Subject, status, masked);
    }

    private async Task<string> DeliverAsync(MailTemplate template, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(template.Address))
            return Mail.NoAddress;
        if (!Address.IsValid(template.Address))
            return Mail.BadAddress;

        using var span = Source.StartActivity($"send {template.Kind}", ActivityKind.Client);
        span?.SetTag("mail.subject", template.Subject);
        span?.SetTag("mail.carrier", transport.GetType().Name);
        span?.SetTag("mail.address", Address.Mask(template.Address));
        using var message = Envelope.Of(template, options.Value, clock.GetUtcNow());
        try
        {
            return await transport.SendAsync(message, Envelope.Name(template), cancellationToken) ? Mail.Sent : Mail.Refused;
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
