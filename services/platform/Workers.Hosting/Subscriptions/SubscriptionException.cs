namespace Workers.Hosting.Subscriptions;

/// <summary>A <c>subscription.json</c> is missing or wrong; the message names the file and each field.</summary>
public sealed class SubscriptionException(string message, Exception? inner = null) : Exception(message, inner);
