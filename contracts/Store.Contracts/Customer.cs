namespace Store.Contracts;

/// <summary>Who ordered. Guests have no id; imported history has no addresses.</summary>
/// <param name="CustomerId">The customer's number, or null for a guest.</param>
/// <param name="Email">Where mail goes, or null when none may be sent. Personal data: masked in logs and traces.</param>
/// <param name="Name">How to address the customer. Personal data.</param>
public sealed record Customer(string? CustomerId = null, string? Email = null, string? Name = null);
