namespace Workers.Hosting.Store;

/// <summary>
/// Something that a worker has done in the world, once; an audit adds them up to see that nothing was left out or done twice.
/// </summary>
/// <param name="Subject">What it was done for: the number of an order, a return, a user.</param>
/// <param name="Kind">What was done, such as <c>charged</c>.</param>
/// <param name="Amount">How much of it, in money, pieces or points; 0 where there is nothing to measure.</param>
/// <param name="Times">How often it happened: 1, or 0 for a further part of something that another row counts.</param>
public sealed record Effect(string Subject, string Kind, decimal Amount, int Times)
{
    /// <summary>Something that happened once, with nothing to measure.</summary>
    public Effect(string subject, string kind)
        : this(subject, kind, amount: 0)
    {
    }

    /// <summary>Something that happened once.</summary>
    public Effect(string subject, string kind, decimal amount)
        : this(subject, kind, amount, Times: 1)
    {
    }
}
