namespace Analytics.Worker;

/// <summary>Settings of the section <c>Analytics</c>.</summary>
public sealed class AnalyticsOptions
{
    /// <summary>The currency of a question that names none; GBP by default.</summary>
    public string Currency { get; set; } = "GBP";
}
