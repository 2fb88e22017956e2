using System.CommandLine;
using Workers.Cli.Commands;
using Workers.Hosting.Subscriptions;

namespace Store.AppHost.Commands;

/// <summary>The commands and their options.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var data = new Option<string?>("--data") { Description = "Folder for databases, mails and logs, kept as it is. Default: services/store/Store.AppHost/.data, emptied at each start", Recursive = true };
        var port = new Option<int>("--port") { Description = "Port of LocalAws", DefaultValueFactory = _ => 4566, Recursive = true };
        var ports = new Option<int?>("--ports") { Description = "Give the Storefront, the gateway and the workers ports from this one on, instead of their usual ones", Recursive = true };
        var dashboard = new Option<int>("--dashboard") { Description = "Port of the dashboard; telemetry goes to the next one", DefaultValueFactory = _ => 18888, Recursive = true };
        var postgres = new Option<string?>("--postgres")
        {
            Description = "Connection string of a PostgreSQL server, such as Host=127.0.0.1;Username=postgres: each service gets a database of its own there. Default: WORKERS_POSTGRES, else SQLite files",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("WORKERS_POSTGRES") is { Length: > 0 } server ? server : null,
            Recursive = true,
        };
        dashboard.Require(value => value is >= 1 and <= 65_534, "--dashboard has to be 1 to 65534.");
        port.Require(value => value is >= 1 and <= 65_535, "--port has to be 1 to 65535.");
        ports.Require(value => value is >= 1 and <= 65_000, "--ports has to be 1 to 65000.");

        var root = new RootCommand(
            "Runs the whole system on this machine: SQS and EventBridge in memory, the shop, a payment gateway and every worker.")
        {
            data, port, ports, dashboard, postgres,
        };
        root.SetAction((parsed, stopping) => ExitCode.OfAsync<SetupException>(() => UpCommand.RunAsync(Options(parsed), stopping), stopping));
        var up = new Command("up", "Start everything, place a few orders, and run until Ctrl+C (the default)");
        up.SetAction((parsed, stopping) => ExitCode.OfAsync<SetupException>(() => UpCommand.RunAsync(Options(parsed), stopping), stopping));
        root.Add(up);
        root.Add(Demo(Options));
        return root;

        LocalSettings Options(ParseResult parsed) =>
            new(
                parsed.GetValue(port),
                parsed.GetValue(ports),
                parsed.GetValue(dashboard),
                parsed.GetValue(data),
                parsed.GetValue(postgres));
    }

    private static Command Demo(Func<ParseResult, LocalSettings> settings)
    {
        var orders = new Option<int>("--orders") { Description = "Orders to place", DefaultValueFactory = _ => 50 };
        var returns = new Option<int?>("--returns") { Description = "Orders to return at once, whole or in part. Default: a tenth of the orders" };
        var registrations = new Option<int?>("--registrations") { Description = "Users to register. Default: a tenth of the orders" };
        var chaos = new Option<bool>("--chaos") { Description = "Meanwhile let AWS throttle, fail, cut connections, deliver twice and out of order, and kill a worker or the Storefront every few seconds" };
        var json = new Option<bool>("--json") { Description = "Print one closing line of JSON instead of a table" };
        var patience = new Option<int>("--patience") { Description = "Seconds without any progress after which what is missing counts as lost; while messages are in queues, the longest visibility timeout is added", DefaultValueFactory = _ => 60 };
        var killEvery = new Option<int>("--kill-every") { Description = "With --chaos: seconds from one kill to the next, on average", DefaultValueFactory = _ => 6 };
        var gatewayOutage = new Option<int>("--gateway-outage") { Description = "Seconds for which the payment gateway is down, from when half of all is placed", DefaultValueFactory = _ => 0 };
        gatewayOutage.Require(value => value is >= 0 and <= 86_400, "--gateway-outage has to be 0 to 86400 seconds.");
        killEvery.Require(value => value is >= 1 and <= 3600, "--kill-every has to be 1 to 3600 seconds.");
        orders.Require(value => value is >= 0 and <= 1_000_000, "--orders has to be 0 to 1000000.");
        returns.Require(value => value is >= 0 and <= 1_000_000, "--returns has to be 0 to 1000000.");
        registrations.Require(value => value is >= 0 and <= 1_000_000, "--registrations has to be 0 to 1000000.");
        patience.Require(value => value is >= 1 and <= 3600, "--patience has to be 1 to 3600 seconds.");
        var demo = new Command(
            "demo",
            "Place orders, returns and registrations, wait for every reaction, and compare. Uses the system that runs, or starts one for as long")
        {
            orders, returns, registrations, chaos, killEvery, gatewayOutage, json, patience,
        };
        demo.Validators.Add(result =>
        {
            try
            {
                if (result.GetValue(returns) > result.GetValue(orders))
                    result.AddError("--returns cannot be more than --orders.");
            }
            catch (InvalidOperationException)
            {
                // One of them is no number: its own check tells.
            }
        });
        demo.SetAction((parsed, stopping) => ExitCode.OfAsync<SetupException>(() => DemoCommand.RunAsync(
            settings(parsed),
            new(
                parsed.GetValue(orders),
                parsed.GetValue(returns) ?? parsed.GetValue(orders) / 10,
                parsed.GetValue(registrations) ?? parsed.GetValue(orders) / 10,
                TimeSpan.FromSeconds(parsed.GetValue(patience)),
                TimeSpan.FromSeconds(parsed.GetValue(gatewayOutage))),
            parsed.GetValue(chaos) ? TimeSpan.FromSeconds(parsed.GetValue(killEvery)) : null,
            parsed.GetValue(json),
            stopping), stopping));
        return demo;
    }
}

/// <summary>The options that all commands share.</summary>
internal sealed record LocalSettings(int Port, int? PortBase, int Dashboard, string? Data, string? Postgres);
