using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>AWS endpoint, region and bus, by the settings that the AWS SDKs have.</summary>
public sealed class AwsSettingsTests
{
    [Fact]
    public void The_endpoint_of_one_service_wins_over_that_of_all()
    {
        var settings = Read(
            ("AWS_ENDPOINT_URL", "http://all:1"), ("AWS_ENDPOINT_URL_SQS", "http://sqs:2"), ("AWS_ENDPOINT_URL_EVENTBRIDGE", "http://events:3"));

        Assert.Equal((new Uri("http://sqs:2"), new Uri("http://events:3")), (settings.SqsUrl, settings.EventBridgeUrl));
    }

    [Fact]
    public void The_other_service_has_that_of_all()
    {
        var settings = Read(("AWS_ENDPOINT_URL", "http://all:1"), ("AWS_ENDPOINT_URL_SQS", "http://sqs:2"));

        Assert.Equal((new Uri("http://sqs:2"), new Uri("http://all:1")), (settings.SqsUrl, settings.EventBridgeUrl));
    }

    [Fact]
    public void With_an_endpoint_of_one_service_only_the_other_is_in_AWS()
    {
        var settings = Read(("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:2"));

        Assert.Null(settings.EventBridgeUrl);
        Assert.Null(settings.Credentials);
    }

    [Theory]
    [InlineData("http://127.0.0.1:4566", true)]
    [InlineData("http://localstack:4566", true)]
    [InlineData("https://vpce-0a1b-c2d3.events.eu-west-1.vpce.amazonaws.com", false)]
    [InlineData("https://events.cn-north-1.amazonaws.com.cn", false)]
    [InlineData("https://events.eu-west-1.api.aws", false)]
    [InlineData("", false)]
    public void The_topology_tag_is_required_on_an_emulator(string endpoint, bool isRequired)
    {
        Assert.Equal(isRequired, Read(("AWS_ENDPOINT_URL_EVENTBRIDGE", endpoint)).RequireTopologyTag);
        Assert.Equal(!isRequired, Read(("AWS_ENDPOINT_URL_EVENTBRIDGE", endpoint), ("RequireTopologyTag", $"{!isRequired}")).RequireTopologyTag);
    }

    [Theory]
    [InlineData("store"), InlineData("prod-store"), InlineData("aws.partner/example.com/1")]
    [InlineData("arn:aws:events:eu-west-1:123456789012:event-bus/store")]
    [InlineData("arn:aws-us-gov:events:us-gov-west-1:123456789012:event-bus/store")]
    public void A_bus_is_a_name_or_an_ARN(string bus) => Assert.Equal(bus, Read(("Bus", bus)).Bus);

    [Theory, InlineData("eu-west-1"), InlineData("us-gov-east-1"), InlineData("ap-southeast-7")]
    public void A_region_is_taken_as_it_is(string region) => Assert.Equal(region, Read(("AWS_REGION", region)).Region);

    private static WorkerSettings Read(params (string Name, string Value)[] settings) => WorkerSettings.Read(
        Assembly.GetExecutingAssembly(),
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => KeyValuePair.Create<string, string?>(one.Name, one.Value))).Build(),
        new HostingEnvironment { EnvironmentName = Environments.Production });
}
