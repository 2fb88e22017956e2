using Store.Contracts;

namespace Loyalty.Worker;

/// <summary>What money is worth in points.</summary>
public static class Points
{
    /// <summary>One for each whole unit of the currency.</summary>
    public static long For(Money amount) => (long)decimal.Floor(amount.Amount);
}
