using System.Text.Json.Nodes;
using System.Net.Http.Json;

namespace Workers.Hosting.Tests.Hosting;

public sealed class AboutEndpointTests
{
    [Fact]
    public async Task A_worker_says_the_versions_of_itself_its_packages_and_contracts()
    {
        await using var worker = await WorkerHarness.StartAsync();

        var about = (await worker.Http.GetFromJsonAsync<JsonObject>("about", TestContext.Current.CancellationToken))!;

        Assert.NotEqual("", (string?)about["version"]);
        Assert.Equal(
            ["Workers.Contracts", "Workers.EventBridge", "Workers.Hosting"],
            about["packages"]!.AsObject().Select(package => package.Key).Where(name => name is "Workers.Contracts" or "Workers.EventBridge" or "Workers.Hosting"));
        Assert.Equal(about["packages"]!["Workers.Hosting"]!.ToString(), about["packages"]!["Workers.EventBridge"]!.ToString());
    }
}
