using Workers.LocalAws.EventBridge.Patterns;

namespace Workers.LocalAws.EventBridge.Archives;

/// <summary>The settings of an archive that can be changed.</summary>
/// <param name="Description">Its description.</param>
/// <param name="PatternText">Pattern of the archived events, as written; all events without one.</param>
/// <param name="Pattern">The same, compiled.</param>
/// <param name="RetentionDays">Days that an event is kept; 0 for ever.</param>
internal sealed record ArchiveSettings(string? Description, string? PatternText, EventPattern? Pattern, int RetentionDays);
