using System.Diagnostics;
using OpenTelemetry;
using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Masks addresses in the names, attributes and statuses of spans, before they are delivered: who writes an attribute may not know that
/// an order's number, or an event's type, is one. Events of spans cannot be changed; who adds one masks what is in it.
/// </summary>
internal sealed class MaskedSpans : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        data.DisplayName = ReadableText.Bound(PersonalData.Mask(data.DisplayName));
        data.SetStatus(data.Status, data.StatusDescription is { } reason ? ReadableText.Bound(PersonalData.Mask(reason)) : null);

        List<(string Name, object? Value)>? masked = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            var safe = AttributeMask.Mask(tag.Value);
            if (!ReferenceEquals(safe, tag.Value))
                (masked ??= []).Add((tag.Key, safe));
        }

        foreach (var (name, value) in masked ?? [])
            data.SetTag(name, value);
    }
}
