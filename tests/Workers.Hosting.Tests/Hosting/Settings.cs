namespace Workers.Hosting.Tests.Hosting;

public sealed class Settings
{
    [Theory]
    [InlineData("AWS_ENDPOINT_URL", "here", "AWS_ENDPOINT_URL")]
    [InlineData("Resilience:Retries", "11", "Resilience:Retries")]
    [InlineData("Resilience:Retries", "many", "Resilience")]
    [InlineData("Resilience:Timeout", "00:00:00", "Resilience:Timeout")]
    public void A_wrong_setting_is_told_by_its_name(string name, string value, string told)
    {
        var error = Assert.Throws<SettingsException>(() => WorkerApplication.Create([$"--{name}", value], _ => { }));

        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_setting_ends_the_worker_with_exit_code_2() =>
        Assert.Equal(2, await WorkerApplication.RunAsync(["--AWS_ENDPOINT_URL", "here"], _ => { }));

    [Fact]
    public async Task A_missing_subscription_ends_it_with_exit_code_2() =>
        Assert.Equal(
            2,
            await WorkerApplication.RunAsync(
                ["--SubscriptionFile", "/nowhere/subscription.json"], worker => worker.AddConsumer<GiveAnswer>()));
}
