using System.Reflection;
using MassTransit;

namespace Workers.Hosting.Sagas;

internal static class SagaEvents
{
    /// <summary>
    /// The messages of a state machine's events, read from its properties, as MassTransit does: an instance of it may need services.
    /// </summary>
    public static IEnumerable<Type> Of(Type stateMachine)
    {
        for (var type = stateMachine; type is not null; type = type.BaseType)
        {
            var properties = type.GetProperties(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
            foreach (var property in properties.Select(property => property.PropertyType))
            {
                if (property.IsGenericType && property.GetGenericTypeDefinition() == typeof(Event<>))
                    yield return property.GenericTypeArguments[0];
            }
        }
    }
}
