using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Workers.Hosting.Store;

/// <summary>Gives a context a <see cref="StoreSession"/>.</summary>
internal sealed class StoreOptionsExtension(StoreProvider provider) : IDbContextOptionsExtension
{
    public StoreProvider Provider => provider;

    public DbContextOptionsExtensionInfo Info => new ExtensionInfo(this);

    public void ApplyServices(IServiceCollection services)
    {
        services.AddScoped<StoreSession>();
        services.AddScoped<IResettableService>(provider => provider.GetRequiredService<StoreSession>());
        services.AddScoped<IConventionSetPlugin, UtcTimes>();
    }

    public void Validate(IDbContextOptions options)
    {
        // It has no options.
    }

    private sealed class ExtensionInfo(IDbContextOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["Workers:Store"] = "1";
    }
}
