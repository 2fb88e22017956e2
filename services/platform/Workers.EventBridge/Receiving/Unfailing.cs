namespace Workers.EventBridge.Receiving;

/// <summary>
/// Calls observing code from elsewhere, such as log providers and listeners of meters and activities, and ignores its exceptions.
/// </summary>
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
            // Ignored: the log itself may be the cause.
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
