namespace Workers.Hosting.Store;

/// <summary>
/// One external effect of a worker; an audit adds them up to find missing or duplicate ones.
/// </summary>
/// <param name="Subject">Its subject: the number of an order, a return, a user.</param>
/// <param name="Kind">Its kind, such as <c>charged</c>.</param>
/// <param name="Amount">Its amount in money, pieces or points; 0 if it has none.</param>
/// <param name="Times">How often it happened: 1, or 0 for a further part of an effect that another row counts.</param>
public sealed record Effect(string Subject, string Kind, decimal Amount, int Times)
{
    /// <summary>One effect without an amount.</summary>
    public Effect(string subject, string kind)
        : this(subject, kind, amount: 0)
    {
    }

    /// <summary>One effect.</summary>
    public Effect(string subject, string kind, decimal amount)
        : this(subject, kind, amount, Times: 1)
    {
    }
}
