using System.Globalization;
using System.Reflection;
using Workers.Contracts;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Envelope;

/// <summary>Reads the ordering key of a contract with <see cref="OrderedByAttribute"/>.</summary>
internal static class OrderingKey
{
    /// <summary>The ordering key; null if the contract has none.</summary>
    /// <exception cref="EventContractException">The attribute names no property.</exception>
    public static string? Of<T>(T contract)
        where T : class =>
        Contract<T>.Property.Value is { } property && Convert.ToString(property.GetValue(contract), CultureInfo.InvariantCulture) is { Length: > 0 } key ? key : null;

    /// <summary>The property that the attribute of a contract names; null if it has no attribute.</summary>
    /// <exception cref="EventContractException">It names no property.</exception>
    public static PropertyInfo? PropertyOf(Type contract)
    {
        if (contract.GetCustomAttribute<OrderedByAttribute>() is not { } ordered)
            return null;
        return contract.GetInterfaces().Prepend(contract)
            .Select(type => type.GetProperty(ordered.Property, BindingFlags.Public | BindingFlags.Instance))
            .FirstOrDefault(property => property?.GetMethod is { IsPublic: true })
            ?? throw new EventContractException(
                $"{contract.FullName} has no public property '{ordered.Property}', which its [OrderedBy] names. Write [OrderedBy(nameof(…))] with a property of the contract.");
    }

    /// <summary>
    /// The message group of a FIFO queue for a key: the key itself, or an id derived from it if SQS allows no such group: 1 to 128 printable
    /// ASCII characters without spaces (Amazon SQS API Reference, SendMessage).
    /// </summary>
    public static string ToGroup(string key) =>
        key.Length <= 128 && key.All(character => character is > ' ' and <= '~') ? key : EventIds.ToGuid(key).ToString();

    // Per type, so that a contract without a key costs one look at a field.
    private static class Contract<T>
    {
        public static readonly Lazy<PropertyInfo?> Property = new(() => PropertyOf(typeof(T)));
    }
}
