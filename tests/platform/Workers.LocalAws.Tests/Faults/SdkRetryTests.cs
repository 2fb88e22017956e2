using Amazon.Runtime;
using Amazon.SQS;
using Workers.LocalAws.Faults;

namespace Workers.LocalAws.Tests.Faults;

public sealed class SdkRetryTests : LocalAwsTest
{
    [Fact]
    public async Task The_retries_of_the_SDK_get_through_what_the_faults_refuse()
    {
        using var sqs = new AmazonSQSClient(new BasicAWSCredentials("x", "x"), new AmazonSQSConfig
        {
            ServiceURL = Server.Endpoint.ToString(),
            AuthenticationRegion = Server.Region,
        });
        var url = await CreateQueueAsync();
        // One call after another: with this seed each kind of fault occurs, and no three in a row, which is when the SDK gives up.
        Server.Faults = new FaultSettings { Throttle = 0.05, ServerError = 0.05, DropBefore = 0.05, DropAfter = 0.05, Seed = 47 };

        for (var number = 0; number < 20; number++)
            await sqs.SendMessageAsync(url, $"{number}", Cancelled);

        Server.Faults = FaultSettings.None;
        var bodies = new List<string>();
        while (await ReceiveAsync(url) is { Count: > 0 } messages)
            bodies.AddRange(messages.Select(message => message.Body));
        // A send that was cut after it was taken is sent again: at least once, never lost.
        Assert.Equal(20, bodies.Distinct().Count());
        Assert.Equal(20 + Server.InjectedFaults["dropAfter"], bodies.Count);
        Assert.All(
            (string[])["throttle", "serverError", "dropBefore", "dropAfter"], kind => Assert.NotEqual(0, Server.InjectedFaults[kind]));
    }
}
