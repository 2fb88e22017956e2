using Store.Contracts;

namespace Loyalty.Worker;

/// <summary>Converts money to points.</summary>
public static class Points
{
    /// <summary>One point for each whole unit of the currency.</summary>
    public static long For(Money amount) => (long)decimal.Floor(amount.Amount);
}
