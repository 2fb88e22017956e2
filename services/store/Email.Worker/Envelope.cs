using System.Security.Cryptography;
using System.Text;
using MimeKit;

namespace Email.Worker;

/// <summary>Makes a mail of a letter. The same letter makes the same Message-Id and file name, so a repetition is recognized.</summary>
internal static class Envelope
{
    public static MimeMessage Of(MailTemplate letter, EmailOptions options, DateTimeOffset now)
    {
        var message = new MimeMessage
        {
            Subject = OneLine(letter.Title),
            MessageId = MessageId(letter, options),
            Date = now,
            Body = new TextPart("plain") { Text = $"Hello,\n\n{letter.Text}\n\n{options.FromName}\n" },
        };
        message.From.Add(new MailboxAddress(Encoding.UTF8, OneLine(options.FromName), options.From));
        message.To.Add(new MailboxAddress(Encoding.UTF8, "", letter.Address!));

        // So that out-of-office replies and mailing lists leave it alone (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    public static string MessageId(MailTemplate letter, EmailOptions options) =>
        $"{Name(letter)}@{options.From[(options.From.IndexOf('@') + 1)..]}";

    /// <summary><c>confirmation-o1-0123456789abcdef</c>: readable, safe in a file name and a Message-Id, one for each subject.</summary>
    public static string Name(MailTemplate letter)
    {
        var readable = letter.Subject.Where(character => char.IsAsciiLetterOrDigit(character) || character == '-').Take(40);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{letter.Kind}\n{letter.Subject}"));
        return $"{letter.Kind}-{string.Concat(readable)}-{Convert.ToHexStringLower(hash.AsSpan(0, 8))}";
    }

    // A line break in a header would begin another header.
    private static string OneLine(string text) =>
        string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)).Trim();
}
