using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Workers.LocalAws.Http;

/// <summary>Calls by caller, operation and resource: the permissions that an IAM role needs in AWS.</summary>
internal sealed class CallerLog
{
    /// <summary>Clients choose the names: beyond this number of different calls, new ones are ignored.</summary>
    private const int Most = 10_000;

    /// <summary>Maximum characters of a name, as for a bus.</summary>
    private const int LongestName = 256;

    private readonly ConcurrentDictionary<CallerEntry, StrongBox<long>> _counts = new();

    /// <summary>The calls and their numbers.</summary>
    public IEnumerable<(CallerEntry Entry, long Count)> All => _counts
        .Select(count => (Entry: count.Key, Count: Interlocked.Read(ref count.Value.Value)))
        .OrderBy(count => count.Entry.ToString(), StringComparer.Ordinal);

    /// <summary>Counts a call.</summary>
    /// <param name="userAgent">The caller's user agent.</param>
    /// <param name="operation">The operation, such as <c>sqs:ReceiveMessage</c>.</param>
    /// <param name="input">Its input.</param>
    public void Count(string? userAgent, string operation, AwsInput input)
    {
        var entry = new CallerEntry(Bound(CallerOf(userAgent)), operation, Bound(ResourceOf(operation, input)));
        if (!_counts.TryGetValue(entry, out var count))
        {
            if (_counts.Count >= Most)
                return;
            count = _counts.GetOrAdd(entry, _ => new StrongBox<long>());
        }

        Interlocked.Increment(ref count.Value);
    }

    // SDKs put the application id into the user agent, app/payment (AWS SDKs and Tools Reference Guide, "Application ID").
    private static string CallerOf(string? userAgent)
    {
        const string Mark = " app/";
        var start = userAgent?.IndexOf(Mark, StringComparison.Ordinal) ?? -1;
        if (start < 0)
            return "";
        var id = userAgent.AsSpan(start + Mark.Length);
        var end = id.IndexOf(' ');
        return (end < 0 ? id : id[..end]).ToString();
    }

    // In operations on buses, Name is the bus; in operations on rules, it is the rule.
    private static string ResourceOf(string operation, AwsInput input) => LastSegment(
        Text(input, "QueueUrl")
        ?? Text(input, "QueueName")
        ?? Text(input, "EventBusName")
        ?? (operation.EndsWith("EventBus", StringComparison.Ordinal) ? Text(input, "Name") : null)
        ?? BusOfEntries(input));

    private static string? BusOfEntries(AwsInput input) =>
        input.TryGet("Entries", out var entries) && entries.ValueKind == JsonValueKind.Array
            ? entries.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object)
                .Select(entry => Text(new AwsInput(entry), "EventBusName"))
                .FirstOrDefault()
            : null;

    private static string Bound(string name) => name.Length > LongestName ? name[..LongestName] : name;

    private static string LastSegment(string? address) => address is null ? "" : address[(address.LastIndexOf('/') + 1)..];

    private static string? Text(AwsInput input, string name) =>
        input.TryGet(name, out var value) && value.ValueKind == JsonValueKind.String ? input.Text(name) : null;
}

/// <summary>One kind of call.</summary>
/// <param name="Caller">The application id; empty if there is none.</param>
/// <param name="Operation">The operation, such as <c>sqs:ReceiveMessage</c>.</param>
/// <param name="Resource">Name of the queue or bus; empty if there is none.</param>
internal sealed record CallerEntry(string Caller, string Operation, string Resource);
