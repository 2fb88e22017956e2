using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Sagas;

/// <summary>Checks the mapping of a saga's state.</summary>
internal static class SagaModel
{
    /// <exception cref="ConfigurationException">The state is not in the store's model, or its mapping does not protect it.</exception>
    public static void Check(DbContext store, Type state)
    {
        var context = store.GetType().Name;
        var entity = store.Model.FindEntityType(state) ?? throw new ConfigurationException(
            $"{state} is the state of a saga, and is not in the model of the store: add modelBuilder.Entity<{state.Name}>(saga => saga.HasKey(row => row.{nameof(ISaga.CorrelationId)})) "
            + $"to OnModelCreating of {context}, with a concurrency token, and a migration.");
        if (entity.FindPrimaryKey() is not { Properties: [{ Name: nameof(ISaga.CorrelationId) }] })
            throw new ConfigurationException(
                $"The primary key of {state}, the state of a saga, is not {nameof(ISaga.CorrelationId)}: two events at the same moment would create two instances. "
                + $"Set it in OnModelCreating of {context}: saga.HasKey(row => row.{nameof(ISaga.CorrelationId)}).");
        if (!entity.GetProperties().Any(property => property.IsConcurrencyToken))
            throw new ConfigurationException(
                $"{state}, the state of a saga, has no concurrency token: of two events at the same moment, one would overwrite the other. Let it implement {nameof(ISagaVersion)}, "
                + $"and add saga.Property(row => row.{nameof(ISagaVersion.Version)}).IsConcurrencyToken() to OnModelCreating of {context}.");
    }
}
