namespace Workers.Hosting.Store;

/// <summary>
/// The database systems that a store can be in: packages <c>Workers.Hosting.Sqlite</c> and <c>Workers.Hosting.PostgreSql</c> add theirs. The
/// connection string decides between them.
/// </summary>
public sealed class StoreBuilder
{
    private readonly List<StoreProvider> _providers = [];

    internal StoreBuilder()
    {
    }

    internal StoreBuilder Add(StoreProvider provider)
    {
        _providers.Add(provider);
        return this;
    }

    /// <summary>The system of the connection string.</summary>
    /// <exception cref="SettingsException">There is none, or the connection string cannot be read.</exception>
    internal StoreProvider Choose(string connectionString)
    {
        const string Setting = "ConnectionStrings:Store";
        if (_providers.Count == 0)
            throw new SettingsException(
                $"{nameof(WorkerBuilder.AddStore)} names no database: call UseSqlite() of the package Workers.Hosting.Sqlite, UsePostgreSql() of Workers.Hosting.PostgreSql, or both.");

        var provider = _providers.Find(one => one.Accepts(connectionString)) ?? _providers[0];
        try
        {
            provider.Check(connectionString);
            return provider;
        }
        catch (ArgumentException error)
        {
            throw new SettingsException(
                $"{Setting} cannot be read: {error.Message.TrimEnd('.')}. It is {string.Join(", or ", _providers.Select(one => one.Example))}; other databases are not supported.",
                error);
        }
    }
}
