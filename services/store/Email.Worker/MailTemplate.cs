namespace Email.Worker;

/// <summary>The content of a mail.</summary>
/// <param name="Kind"><c>confirmation</c>, <c>payment-declined</c> or <c>welcome</c>.</param>
/// <param name="Subject">The order or user it is about; one mail per kind and subject is sent.</param>
/// <param name="Address">The recipient's address, or null if there is none.</param>
/// <param name="Title">The subject line.</param>
/// <param name="Text">The text below the greeting. It has no text of the caller, because a caller could use it to send spam to any address.</param>
public sealed record MailTemplate(string Kind, string Subject, string? Address, string Title, string Text);
