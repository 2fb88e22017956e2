using Microsoft.AspNetCore.Builder;
using Workers.Hosting;

namespace Storefront.Tests;

/// <summary>Whom the Storefront lets in is decided before it starts.</summary>
public sealed class StartTests
{
    private const string Authority = "--Authentication:Schemes:Bearer:Authority=https://id.example.com/";
    private const string Audience = "--Authentication:Schemes:Bearer:ValidAudiences:0=shop";

    [Theory]
    [InlineData("Authentication__Schemes__Bearer__Authority")]
    [InlineData("https", "--Authentication:Schemes:Bearer:Authority=http://id.example.com/", Audience)]
    [InlineData("https", "--Authentication:Schemes:Bearer:Authority=id.example.com", Audience)]
    [InlineData("ValidAudiences", Authority)]
    [InlineData("ValidAudiences", Authority, "--Authentication:Schemes:Bearer:ValidAudiences:0= ")]
    [InlineData("Bearer__Authority", "--Authentication:Schemes:Bearer:Authority= ", Audience)]
    [InlineData("RequireHttpsMetadata", Authority, Audience, "--Authentication:Schemes:Bearer:RequireHttpsMetadata=False")]
    [InlineData("MetadataAddress", Authority, Audience, "--Authentication:Schemes:Bearer:MetadataAddress=http://id.example.com/keys")]
    [InlineData("IdempotencyKeyLifetime", Authority, Audience, "--Storefront:IdempotencyKeyLifetime=00:00:01")]
    [InlineData("PerCustomer", Authority, Audience, "--Storefront:RateLimits:PerCustomer=-1")]
    [InlineData("PerCustommer", Authority, Audience, "--Storefront:RateLimits:PerCustommer=10")]
    [InlineData("none.json", Authority, Audience, "--Storefront:Products=none.json")]
    public void The_shop_does_not_start_where_it_cannot_know_its_callers(string place, params string[] settings)
    {
        var error = Assert.Throws<SettingsException>(() => Create("Production", settings));

        Assert.Contains(place, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production", Authority, Audience)]
    [InlineData("Production", "--Storefront:AllowAnonymous=true")]
    [InlineData("Development")]
    public async Task The_shop_starts_where_it_does(string environment, params string[] settings)
    {
        await using var app = Create(environment, settings);

        Assert.NotNull(app);
    }

    [Fact]
    public async Task Its_database_is_brought_up_to_date_before_anything_is_known_of_callers()
    {
        var folder = Directory.CreateTempSubdirectory("start-tests-").FullName;
        try
        {
            Assert.Equal(0, await WorkerApplication.RunAsync(
                ["--migrate", "--environment=Production", $"--DataDirectory={folder}", "--LogLevel=Fatal"], Program.Configure));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static WebApplication Create(string environment, string[] settings) =>
        WorkerApplication.Create([$"--environment={environment}", "--AWS_ENDPOINT_URL=http://127.0.0.1:1", .. settings], Program.Configure);
}
