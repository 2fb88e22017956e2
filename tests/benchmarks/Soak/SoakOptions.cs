namespace Soak;

/// <summary>What a soak does.</summary>
/// <param name="Messages">Events to publish, numbered from 1.</param>
/// <param name="Faults">The share of calls, entries or messages that each kind of fault hits.</param>
/// <param name="Workers">Worker processes.</param>
/// <param name="KillEvery">How long, on average, a worker works before it is killed.</param>
/// <param name="Kills">At most so many kills.</param>
/// <param name="Work">How long a worker works on each message.</param>
/// <param name="Seed">Of victims and faults.</param>
/// <param name="Store">The database of workers with a store: a PostgreSQL connection string, <c>sqlite</c>, or null for workers without one.</param>
/// <param name="Folder">Where logs and journals stay; null for a temporary folder.</param>
internal sealed record SoakOptions(
    int Messages, double Faults, int Workers, TimeSpan KillEvery, int Kills, TimeSpan Work, int Seed, string? Store, string? Folder);
