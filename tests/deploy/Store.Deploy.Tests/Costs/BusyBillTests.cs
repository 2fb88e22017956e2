using Store.Deploy.Costs;
using Store.Deploy.Tests.Synthesis;
using static Store.Deploy.Tests.Costs.Deployments;

namespace Store.Deploy.Tests.Costs;

/// <summary>The bill of an environment that takes orders, computed by hand.</summary>
public sealed class BusyBillTests(Synthesized synthesized)
{
    /// <summary>Orders in a month at one a second.</summary>
    private const decimal Orders = 3600 * 730;

    /// <summary>OrderCreated, PaymentCharged and StockReserved, or their opposites; 0.03 returns with refunds, and 0.1 registrations.</summary>
    private const decimal Events = 3 + 0.03m + 0.03m + 0.1m;

    /// <summary>To 6 workers each order, to 4 each return, to 3 each decline, to 1 each shortage, to 3 each registration.</summary>
    private const decimal Messages = 6 + (4 * 0.03m) + (3 * 0.02m) + (1 * 0.01m) + (3 * 0.1m);

    [Fact]
    public void An_order_is_three_events_and_a_message_for_each_worker_that_subscribes()
    {
        var bill = Bill(Of(synthesized.Prod), 1);

        Assert.Equal(Rounded(Orders * Events * 1.00m / 1_000_000), bill.Dollars("events"));
        Assert.Equal(Rounded(Orders * Messages * 0.40m / 1_000_000), bill.Dollars("sends"));
        Assert.Equal(Rounded(Orders * Messages * 2 * 0.40m / 1_000_000), bill.Dollars("receives and deletes"));
        Assert.Equal(Rounded(Orders * Events * 1.5m / 1_000_000 * 0.10m), bill.Dollars("archive"));
        Assert.Equal(Rounded(Orders * Events * 1.5m / 1_000_000 * 90 / 30.4m * 0.023m), bill.Dollars("storage of the archive"));
        Assert.Equal(Rounded(Orders * 5.00m / 1_000_000), bill.Dollars("traces of orders"));
        Assert.Equal(Rounded(Orders * (Messages + 1) * 0.6m / 1_000_000 * 0.57m), bill.Dollars("log lines of the services"));
        Assert.Equal(Rounded(Orders * ((Events + Messages) * 1.5m + (Messages + 1) * (4 + 0.6m)) / 1_000_000 * 0.01m), bill.Dollars("data of endpoints"));
        Assert.Equal(Rounded(1 / 25m * 730 * 0.008m), bill.Dollars("capacity units"));
        Assert.Equal(Rounded(Orders * 0.60m / 1_000_000), bill.Dollars("requests"));
        Assert.Equal(Rounded(7 * 13 * 0.30m), bill.Dollars("the workers' own metrics"));
    }

    [Fact]
    public void Calls_with_ten_messages_cost_a_tenth_and_calls_with_several_events_are_traces()
    {
        var bill = Bill(Of(synthesized.Prod), 1, "messagesPerCall=10", "eventsPerCall=10");

        Assert.Equal(Rounded(Orders * Messages * 2 / 10 * 0.40m / 1_000_000), bill.Dollars("receives and deletes"));
        Assert.Equal(Rounded(Orders * Messages * 0.40m / 1_000_000), bill.Dollars("sends"));
        Assert.Equal(Rounded(Orders * Events * 1.00m / 1_000_000), bill.Dollars("events"));
        Assert.Equal(Rounded(Orders * Events / 10 * 5.00m / 1_000_000), bill.Dollars("traces of PutEvents calls"));
    }

    [Fact]
    public void An_event_of_200_KB_is_put_and_sent_four_times()
    {
        var bill = Bill(Of(synthesized.Prod), 1, "eventKB=200");

        Assert.Equal(Rounded(Orders * Events * 4 * 1.00m / 1_000_000), bill.Dollars("events"));
        Assert.Equal(Rounded(Orders * Messages * 4 * 0.40m / 1_000_000), bill.Dollars("sends"));
        Assert.Equal(Rounded(Orders * Messages * 2 * 0.40m / 1_000_000), bill.Dollars("receives and deletes"));
    }

    [Fact]
    public void Tasks_above_the_minimum_are_on_Spot_nine_times_out_of_ten()
    {
        // 100 orders a second: 2 tasks of the Storefront, its minimum. A worker that gets each order has 3 tasks, 2 above its minimum; profile, with
        // 10 registrations a second, has 1. So 6 workers have 12 tasks more: 10.8 on Spot.
        var bill = Bill(Of(synthesized.Prod), 100);

        Assert.Equal(Rounded((9 + 1.2m) * 0.5m * 730 * 0.04048m), bill.Dollars("processors on demand"));
        Assert.Equal(Rounded(10.8m * 0.5m * 730 * 0.01214m), bill.Dollars("processors on Spot"));
        Assert.Empty(bill.Shortages);
    }

    [Fact]
    public void A_maximum_that_is_too_low_is_reported()
    {
        // 250 messages a second need 5 tasks and more.
        var bill = Bill(Of(synthesized.Prod), 250);

        Assert.Contains("email needs 6 tasks, but maxTasks is 4: messages wait ever longer. Raise maxTasks.", bill.Shortages);
        Assert.DoesNotContain(bill.Shortages, shortage => shortage.StartsWith("profile", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_endpoints_the_data_goes_through_the_NAT_gateway()
    {
        var bill = Bill(Of(synthesized.Extended), 1);

        Assert.EndsWith("× $0.048", bill.Line("data of NAT gateways").Arithmetic, StringComparison.Ordinal);
        Assert.DoesNotContain(bill.Lines, line => line.Item == "data of endpoints");
    }

    [Fact]
    public void Only_recorded_traces_are_charged()
    {
        // The services of dev sample a quarter; the payment worker's half does not matter, because the Storefront starts the trace.
        var bill = Bill(Of(synthesized.Prometheus, clone => clone.ChangeTelemetry()), 1);

        Assert.Equal(Rounded(Orders * 0.25m * 5.00m / 1_000_000), bill.Dollars("traces of orders"));
    }

    [Fact]
    public void Each_amount_is_what_its_arithmetic_says()
    {
        Assert.Equal("7 endpoints × 2 zones × 730 h × $0.011", Bill(Of(synthesized.Prod), 1).Line("endpoints").Arithmetic);
        Assert.Equal(
            "2,628,000 orders × 6.49 messages × 2 calls ÷ 1 message a call × $0.40 per million",
            Bill(Of(synthesized.Prod), 1).Line("receives and deletes").Arithmetic);
    }
}
