using System.Diagnostics;
using OpenTelemetry;
using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Masks addresses in the names, attributes and statuses of spans before export: the code that sets an attribute may not know that an
/// order's number, or an event's type, is an address. Events of spans cannot be changed; the code that adds one has to mask it.
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
