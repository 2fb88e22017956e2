using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Buses;

/// <summary>The settings of a bus that can be changed. All but the description are only kept and shown.</summary>
/// <param name="Description">Its description.</param>
/// <param name="KmsKeyIdentifier">Its key for encryption.</param>
/// <param name="DeadLetterConfig">The queue for events that cannot be decrypted.</param>
internal sealed record BusSettings(string? Description = null, string? KmsKeyIdentifier = null, JsonElement? DeadLetterConfig = null);
