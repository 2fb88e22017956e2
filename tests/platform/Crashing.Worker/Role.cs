namespace Crashing.Worker;

/// <summary>What the worker does.</summary>
public enum Role
{
    /// <summary>Answers each <see cref="Worker.Asked"/>, with a row and an event.</summary>
    Answers,

    /// <summary>Settles orders, with a saga.</summary>
    Settles,

    /// <summary>Reads documents from the <see cref="Documents"/> of the setting of that name.</summary>
    Scans,
}
