using Amazon.SQS.Model;
using Workers.LocalAws.Faults;

namespace Workers.LocalAws.Tests.Faults;

public sealed class ReorderTests : LocalAwsTest
{
    [Fact]
    public async Task Messages_come_out_of_order_and_none_is_lost()
    {
        var url = await SendManyAsync(50);
        Server.Faults = new FaultSettings { Reorder = 1, Seed = 1 };

        var numbers = new List<int>();
        while (await ReceiveAsync(url) is { Count: > 0 } received)
            numbers.AddRange(received.Select(Number));

        Assert.NotEqual(Enumerable.Range(0, 50), numbers);
        Assert.Equal(Enumerable.Range(0, 50), numbers.Order());
        Assert.Equal(5, Server.InjectedFaults["reorder"]);
    }

    [Fact]
    public async Task A_message_comes_from_the_first_hundred()
    {
        var url = await SendManyAsync(150);
        Server.Faults = new FaultSettings { Reorder = 1, Seed = 1 };

        var numbers = new List<int>();
        for (var receive = 0; receive < 40; receive++)
            numbers.Add(Number(Assert.Single((await Sqs.ReceiveMessageAsync(url, Cancelled)).Messages)));

        for (var receive = 0; receive < numbers.Count; receive++)
            Assert.InRange(numbers[receive], 0, 99 + receive);
        Assert.Contains(numbers, number => number > 50);
    }

    [Fact]
    public async Task Order_is_kept_otherwise()
    {
        var url = await SendManyAsync(10);
        Server.Faults = new FaultSettings { Throttle = 1, Operations = ["sqs:ListQueues"] };

        Assert.Equal(Enumerable.Range(0, 10), (await ReceiveAsync(url)).Select(Number));
    }

    private async Task<string> SendManyAsync(int count)
    {
        var url = await CreateQueueAsync();
        for (var number = 0; number < count; number++)
            await SendAsync(url, $"{number}");
        return url;
    }

    private static int Number(Message message) => int.Parse(message.Body);
}
