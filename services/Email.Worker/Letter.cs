namespace Email.Worker;

/// <summary>What is to be said to whom, before it is a mail.</summary>
/// <param name="Kind"><c>confirmation</c>, <c>payment-declined</c> or <c>welcome</c>.</param>
/// <param name="Subject">The order or user it is about; one mail of a kind goes out for each.</param>
/// <param name="Address">The receiver's address, or null when there is none.</param>
/// <param name="Name">The receiver's name, or null.</param>
/// <param name="Title">The subject line.</param>
/// <param name="Text">The text below the greeting.</param>
public sealed record Letter(string Kind, string Subject, string? Address, string? Name, string Title, string Text);
