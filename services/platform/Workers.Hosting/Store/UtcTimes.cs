using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Workers.Hosting.Store;

/// <summary>
/// Stores each <see cref="DateTimeOffset"/> in UTC, unless the model has another conversion: PostgreSQL stores a point in time without an
/// offset, and rejects any other offset than UTC.
/// </summary>
internal sealed class UtcTimes : IConventionSetPlugin, IModelFinalizingConvention
{
    private static readonly ValueConverter<DateTimeOffset, DateTimeOffset> Utc = new(at => at.ToUniversalTime(), at => at);

    public ConventionSet ModifyConventions(ConventionSet conventionSet)
    {
        conventionSet.ModelFinalizingConventions.Add(this);
        return conventionSet;
    }

    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var type in modelBuilder.Metadata.GetEntityTypes())
            Convert(type);
    }

    private static void Convert(IConventionTypeBase type)
    {
        foreach (var property in type.GetDeclaredProperties())
        {
            if ((Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(DateTimeOffset) && property.GetValueConverter() is null)
                property.Builder.HasConversion(Utc);
        }

        foreach (var complex in type.GetDeclaredComplexProperties())
            Convert(complex.ComplexType);
    }
}
