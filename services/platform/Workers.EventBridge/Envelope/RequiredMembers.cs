using System.Text.Json.Serialization.Metadata;

namespace Workers.EventBridge.Envelope;

/// <summary>
/// Writes null for a required member that allows it. Other members that are null are left out; of a required one, the consumer of the same contract would
/// refuse the event without it.
/// </summary>
internal static class RequiredMembers
{
    public static void Modify(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        foreach (var property in type.Properties.Where(property => IsRequired(property) && IsNullable(property.PropertyType)))
            property.ShouldSerialize = static (_, _) => true;
    }

    private static bool IsRequired(JsonPropertyInfo property) => property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false };

    private static bool IsNullable(Type type) => !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;
}
