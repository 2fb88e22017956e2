using Workers.LocalAws.Faults;

namespace Workers.EventBridge.Tests.Fixture;

/// <summary>Faults by the names under which LocalAws counts them.</summary>
public static class Failing
{
    /// <summary>Settings for calls of some operations.</summary>
    public static FaultSettings Calls(string fault, double share, params string[] operations)
    {
        var settings = fault switch
        {
            "throttle" => new FaultSettings { Throttle = share },
            "serverError" => new FaultSettings { ServerError = share },
            "dropBefore" => new FaultSettings { DropBefore = share },
            "dropAfter" => new FaultSettings { DropAfter = share },
            "failedEntries" => new FaultSettings { FailedEntries = share },
            "duplicate" => new FaultSettings { Duplicate = share },
            "reorder" => new FaultSettings { Reorder = share },
            _ => new FaultSettings { LatencyMs = 500, LatencyJitterMs = 2000 },
        };
        return settings with { Operations = operations, Seed = 1 };
    }
}
