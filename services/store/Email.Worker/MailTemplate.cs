namespace Email.Worker;

/// <summary>What is to be said to whom, before it is a mail.</summary>
/// <param name="Kind"><c>confirmation</c>, <c>payment-declined</c> or <c>welcome</c>.</param>
/// <param name="Subject">The order or user it is about; one mail of a kind goes out for each.</param>
/// <param name="Address">The receiver's address, or null when there is none.</param>
/// <param name="Title">The subject line.</param>
/// <param name="Text">The text below the greeting. It has no words of the caller: they would reach every address that the caller names.</param>
public sealed record MailTemplate(string Kind, string Subject, string? Address, string Title, string Text);
