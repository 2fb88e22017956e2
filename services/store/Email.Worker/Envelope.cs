using System.Security.Cryptography;
using System.Text;
using MimeKit;

namespace Email.Worker;

/// <summary>Creates a mail from a template. The same template gets the same Message-Id and file name, so duplicates can be recognized.</summary>
internal static class Envelope
{
    public static MimeMessage Of(MailTemplate template, EmailOptions options, DateTimeOffset now)
    {
        var message = new MimeMessage
        {
            Subject = OneLine(template.Title),
            MessageId = MessageId(template, options),
            Date = now,
            Body = new TextPart("plain") { Text = $"Hello,\n\n{template.Text}\n\n{options.FromName}\n" },
        };
        message.From.Add(new MailboxAddress(Encoding.UTF8, OneLine(options.FromName), options.From));
        message.To.Add(new MailboxAddress(Encoding.UTF8, "", template.Address!));

        // Suppresses automatic replies, e.g. of out-of-office assistants and mailing lists (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    public static string MessageId(MailTemplate template, EmailOptions options) =>
        $"{Name(template)}@{options.From[(options.From.IndexOf('@') + 1)..]}";

    /// <summary>E.g. <c>confirmation-o1-0123456789abcdef</c>: readable, valid in a file name and a Message-Id, unique per kind and subject.</summary>
    public static string Name(MailTemplate template)
    {
        var readable = template.Subject.Where(character => char.IsAsciiLetterOrDigit(character) || character == '-').Take(40);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{template.Kind}\n{template.Subject}"));
        return $"{template.Kind}-{string.Concat(readable)}-{Convert.ToHexStringLower(hash.AsSpan(0, 8))}";
    }

    // A line break in a header would start another header.
    private static string OneLine(string text) =>
        string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)).Trim();
}
