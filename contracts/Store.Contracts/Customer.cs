namespace Store.Contracts;

/// <summary>Who ordered. Guests have no id; imported history has no addresses.</summary>
/// <param name="CustomerId">The customer's number, at most 64 characters, or null for a guest.</param>
/// <param name="Email">Where mail goes, or null when none may be sent. At most 254 characters. Personal data: masked in logs and traces.</param>
/// <param name="Name">How to address the customer, at most 200 characters. Personal data.</param>
public sealed record Customer(string? CustomerId = null, string? Email = null, string? Name = null)
{
    /// <summary>What is wrong with a customer that must be there; it names members, and no personal data.</summary>
    internal static IEnumerable<string> Validate(string member, Customer? customer) => customer is null
        ? [$"{member} is null."]
        : Bounds.Optional($"{member}.customerId", customer.CustomerId, Bounds.Id)
            .Concat(Bounds.Optional($"{member}.email", customer.Email, Bounds.Email))
            .Concat(Bounds.Optional($"{member}.name", customer.Name, Bounds.Name));
}
