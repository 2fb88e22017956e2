namespace Store.Contracts;

/// <summary>The customer of an order. Guests have no id; imported history has no addresses.</summary>
/// <param name="CustomerId">The customer's number, at most 64 characters, or null for a guest.</param>
/// <param name="Email">E-mail address, or null if no mail may be sent. At most 254 characters. Personal data: masked in logs and traces.</param>
/// <param name="Name">The customer's name, at most 200 characters. Personal data.</param>
public sealed record Customer(string? CustomerId = null, string? Email = null, string? Name = null)
{
    /// <summary>Validates a required customer. The errors name members and have no personal data.</summary>
    internal static IEnumerable<string> Validate(string member, Customer? customer) => customer is null
        ? [$"{member} is null."]
        : Bounds.Optional($"{member}.customerId", customer.CustomerId, Bounds.Id)
            .Concat(Bounds.Optional($"{member}.email", customer.Email, Bounds.Email))
            .Concat(Bounds.Optional($"{member}.name", customer.Name, Bounds.Name));
}
