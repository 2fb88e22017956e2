namespace Soak.Report;

/// <summary>How often each event was handled.</summary>
internal interface ITally
{
    /// <summary>What has to be handled in all: an event, or an event by one kind of consumer.</summary>
    int Expected { get; }

    /// <summary>What was handled at least once.</summary>
    int Handled { get; }

    /// <summary>How often anything was handled.</summary>
    int Deliveries { get; }

    bool IsComplete { get; }

    /// <summary>Whether handling something twice is a failure: with an inbox it is.</summary>
    bool CountsDoubles { get; }

    /// <summary>The numbers of events that were not handled.</summary>
    IEnumerable<int> Missing { get; }

    /// <summary>Reads what was written since.</summary>
    /// <param name="now">At the end: exactly, however long it takes.</param>
    void Read(bool now);
}
