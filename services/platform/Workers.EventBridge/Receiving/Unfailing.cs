namespace Workers.EventBridge.Receiving;

/// <summary>Calls code of others that only watches, such as log providers and listeners of meters and activities.</summary>
internal static class Unfailing
{
    public static void Run(Action call)
    {
        try
        {
            call();
        }
        catch (Exception)
        {
            // There is nobody left to say it to: the log itself may be what fails.
        }
    }

    public static T? Get<T>(Func<T?> call)
    {
        try
        {
            return call();
        }
        catch (Exception)
        {
            return default;
        }
    }
}
