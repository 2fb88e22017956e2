using System.Reflection;
using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Tests.Observability;

/// <summary>The names that the transport has as constants; they are its own matter, so it shows them to nobody.</summary>
internal static class Constants
{
    public static IReadOnlyList<string> Attributes { get; } = Of("Diagnostics.AttributeNames");

    public static IReadOnlyList<string> Outcomes { get; } = Of("Receiving.DeliveryOutcome");

    private static List<string> Of(string type) =>
    [
        .. typeof(EventBridgeMeter).Assembly.GetType($"Workers.EventBridge.{type}", throwOnError: true)!
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!),
    ];
}
