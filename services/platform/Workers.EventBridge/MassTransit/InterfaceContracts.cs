using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using MassTransit.Metadata;

namespace Workers.EventBridge.MassTransit;

/// <summary>
/// Deserializes interfaces: to the classes that MassTransit generates for them, which have a setter for each property. As for a class,
/// null is an error unless the property allows it.
/// </summary>
internal static class InterfaceContracts
{
    public static void Modify(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object || !info.Type.IsInterface || info.CreateObject is not null || info.PolymorphismOptions is not null)
            return;

        var implementation = new Lazy<Type>(() => TypeMetadataCache.GetImplementationType(info.Type));
        info.CreateObject = () => Activator.CreateInstance(implementation.Value)!;
        foreach (var property in info.Properties)
        {
            if (property.Set is not null || property.AttributeProvider is not PropertyInfo declared)
                continue;

            property.Set = (target, value) => target.GetType().GetProperty(declared.Name)!.SetValue(target, value);
            property.IsSetNullable = property.IsGetNullable;
        }
    }
}
