namespace Analytics.Worker;

/// <summary>Settings of the section <c>Analytics</c>.</summary>
public sealed class AnalyticsOptions
{
    /// <summary>Currency of a request without one; GBP by default.</summary>
    public string Currency { get; set; } = "GBP";
}
