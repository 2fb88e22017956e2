namespace Workers.LocalAws.EventBridge.Buses;

/// <summary>What a target is.</summary>
internal enum TargetKind
{
    Queue,
    Bus,
    LogGroup,
}
