using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Masks addresses in the scopes of log lines, when a line is written: ASP.NET Core puts a request's path into one, and a line that goes to
/// the collector can have its attributes changed, but not its scopes.
/// </summary>
internal sealed class MaskedScopes : IExternalScopeProvider
{
    private readonly LoggerExternalScopeProvider _scopes = new();

    public IDisposable Push(object? state) => _scopes.Push(state);

    public void ForEachScope<TState>(Action<object?, TState> callback, TState state) => _scopes.ForEachScope(
        static (scope, caller) => caller.Callback(Mask(scope), caller.State), (Callback: callback, State: state));

    private static object? Mask(object? scope) => scope switch
    {
        IReadOnlyList<KeyValuePair<string, object?>> list => AttributeMask.Mask(list),
        IEnumerable<KeyValuePair<string, object?>> attributes => Mask(attributes),
        _ => AttributeMask.Mask(scope),
    };

    private static object Mask(IEnumerable<KeyValuePair<string, object?>> attributes)
    {
        KeyValuePair<string, object?>[] list = [.. attributes];
        return AttributeMask.Mask(list) is var safe && !ReferenceEquals(safe, list) ? safe : attributes;
    }
}
