namespace Workers.LocalAws.Faults;

/// <summary>A kind of fault, as it is counted.</summary>
internal enum FaultKind
{
    Throttle,
    ServerError,
    DropBefore,
    DropAfter,
    Latency,
    FailedEntries,
    Duplicate,
    Reorder,
}
