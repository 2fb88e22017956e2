using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;
using Workers.Contracts;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Envelope;

/// <summary>JSON options of contracts, which a bus can change.</summary>
public sealed class JsonOptionsTests : TransportTest
{
    private static readonly WorkerSetup EnumsAsText = new()
    {
        Factory = cfg => cfg.ConfigureJsonSerializerOptions(options =>
        {
            options.Converters.Add(new JsonStringEnumConverter());
            options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            return options;
        }),
    };

    [Fact]
    public async Task A_converter_and_a_naming_policy_apply_to_what_is_published()
    {
        var worker = await StartAsync(EnumsAsText);

        await worker.Bus.Publish(new Rated(Grade.Good, 1), Cancelled);

        Assert.Equal("""{"the_grade":"Good","number_of_stars":1}""", (await Bus.TapAsync())["detail"]!["data"]!.ToJsonString());
    }

    [Fact]
    public async Task They_apply_to_what_is_consumed()
    {
        var rated = new Consumed<Rated>();
        await StartAsync(Consuming(rated, setup: EnumsAsText));

        await Bus.PutAsync("Rated", """{"the_grade":"Good","number_of_stars":1}""");

        Assert.Equal(new Rated(Grade.Good, 1), (await rated.OneAsync()).Message);
    }

    [Fact]
    public async Task The_metadata_stays_as_it_is()
    {
        var worker = await StartAsync(EnumsAsText);

        await worker.Bus.Publish(new Rated(Grade.Good, 1), Cancelled);

        Assert.NotNull((await Bus.TapAsync())["detail"]!["metadata"]!["eventVersion"]);
    }

    [Fact]
    public async Task The_options_of_others_stay_as_they_are()
    {
        await StartAsync(EnumsAsText);

        Assert.Equal("""{"theGrade":1,"numberOfStars":1}""", JsonSerializer.Serialize(new Rated(Grade.Good, 1), EventJson.Options));
    }

    public enum Grade
    {
        Bad,
        Good,
    }

    [Event("shop.orders", "Rated")]
    public sealed record Rated(Grade TheGrade, int NumberOfStars);
}
