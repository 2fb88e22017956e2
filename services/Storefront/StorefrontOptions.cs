namespace Storefront;

/// <summary>Settings of the section <c>Storefront</c>.</summary>
public sealed class StorefrontOptions
{
    /// <summary>The currency of an order that names none; GBP by default.</summary>
    public string Currency { get; set; } = "GBP";
}
