namespace Workers.Local.Demo;

/// <summary>What a demo does.</summary>
/// <param name="Orders">Orders to place.</param>
/// <param name="Registrations">Users to register.</param>
/// <param name="Patience">How long nothing may happen before what is missing counts as lost.</param>
internal sealed record DemoOptions(int Orders, int Registrations, TimeSpan Patience);
