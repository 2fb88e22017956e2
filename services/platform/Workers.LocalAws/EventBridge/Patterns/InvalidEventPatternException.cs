namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>An event pattern that EventBridge would refuse.</summary>
/// <param name="place">Where in the pattern: <c>detail.state</c>. Empty for the pattern as a whole.</param>
/// <param name="reason">What is wrong there.</param>
public sealed class InvalidEventPatternException(string place, string reason)
    : Exception(place.Length == 0 ? reason : $"{reason} (at {place})")
{
    /// <summary>Where in the pattern: <c>detail.state</c>. Empty for the pattern as a whole.</summary>
    public string Place => place;
}
