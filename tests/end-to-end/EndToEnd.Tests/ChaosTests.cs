using System.Text.Json.Nodes;
using Postgres.Testing;
using Store.AppHost;

namespace EndToEnd.Tests;

/// <summary>The demo's chaos: faults of AWS, and processes that are killed, while orders, returns and registrations come in.</summary>
public sealed class ChaosTests : IDisposable
{
    private const int Orders = 60;

    private readonly string _data = Directory.CreateTempSubdirectory("workers-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Ends_with_everything_done_once()
    {
        using var postgres = PostgresServer.StartOwn();
        string[] server = ["--postgres", postgres.ConnectionString.Replace("Pooling=false", "", StringComparison.Ordinal)];
        var first = FreePorts.InARow(20);
        string[] own = ["--data", _data, "--port", $"{first}", "--ports", $"{first + 1}"];
        var (exitCode, output, errors) = await Run.ToEndAsync(
            Path.Combine(AppContext.BaseDirectory, "Store.AppHost.dll"),
            ["demo", "--chaos", "--kill-every", "2", "--orders", $"{Orders}", "--json", .. own, .. server]);

        Assert.True(exitCode == 0, output + string.Join('\n', errors.Split('\n').TakeLast(40)));
        var result = JsonNode.Parse(output.Trim().Split('\n')[^1])!;
        Assert.Equal(0, result["lost"]!.GetValue<int>());
        Assert.Equal(0, result["duplicated"]!.GetValue<int>());
        Assert.Equal(0, result["wrong"]!.GetValue<int>());
        Assert.Equal(Orders, Found(result, "storefront", "order-placed"));
        Assert.All(result["kills"]!.AsObject(), kill => Assert.True(kill.Value!.GetValue<int>() > 0, kill.Key));
        Assert.Equal(ServiceFolders.Find().Workers.Count + 1, result["kills"]!.AsObject().Count);
    }

    private static int Found(JsonNode result, string where, string what) => result["audit"]!.AsArray()
        .Single(line => line!["where"]!.GetValue<string>() == where && line["what"]!.GetValue<string>() == what)!["found"]!
        .GetValue<int>();
}
