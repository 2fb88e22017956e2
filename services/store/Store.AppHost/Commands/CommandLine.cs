using System.CommandLine;
using Workers.Cli.Commands;
using Workers.Hosting.Subscriptions;

namespace Store.AppHost.Commands;

/// <summary>The commands and their options.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var data = new Option<string?>("--data") { Description = "Folder for databases, mails and logs; its content is kept. Default: services/store/Store.AppHost/.data, emptied at each start", Recursive = true };
        var port = new Option<int>("--port") { Description = "Port of LocalAws", DefaultValueFactory = _ => 4566, Recursive = true };
        var ports = new Option<int?>("--ports") { Description = "First of consecutive ports for the Storefront, the gateway and the workers, instead of their usual ports", Recursive = true };
        var dashboard = new Option<int>("--dashboard") { Description = "Port of the dashboard; the next port receives telemetry", DefaultValueFactory = _ => 18888, Recursive = true };
        var postgres = new Option<string?>("--postgres")
        {
            Description = "Connection string of a PostgreSQL server, such as Host=127.0.0.1;Username=postgres: each service gets its own database there. Default: WORKERS_POSTGRES, otherwise SQLite files",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("WORKERS_POSTGRES") is { Length: > 0 } server ? server : null,
            Recursive = true,
        };
        dashboard.Require(value => value is >= 1 and <= 65_534, "--dashboard must be between 1 and 65534.");
        port.Require(value => value is >= 1 and <= 65_535, "--port must be between 1 and 65535.");
        ports.Require(value => value is >= 1 and <= 65_000, "--ports must be between 1 and 65000.");

        var root = new RootCommand(
            "Runs the whole system on this machine: SQS and EventBridge in memory, the Storefront, a payment gateway and every worker.")
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
        var returns = new Option<int?>("--returns") { Description = "Orders to return immediately, completely or in part. Default: a tenth of the orders" };
        var registrations = new Option<int?>("--registrations") { Description = "Users to register. Default: a tenth of the orders" };
        var chaos = new Option<bool>("--chaos") { Description = "Inject faults: AWS throttles, fails, cuts connections, delivers twice and out of order, and a worker or the Storefront is killed every few seconds" };
        var json = new Option<bool>("--json") { Description = "Print the result as one line of JSON instead of a table" };
        var patience = new Option<int>("--patience") { Description = "Seconds without progress after which missing reactions count as lost; while messages are in queues, the longest visibility timeout is added", DefaultValueFactory = _ => 60 };
        var killEvery = new Option<int>("--kill-every") { Description = "With --chaos: average seconds between kills", DefaultValueFactory = _ => 6 };
        var gatewayOutage = new Option<int>("--gateway-outage") { Description = "Duration of an outage of the payment gateway in seconds; it starts when half of all requests are placed", DefaultValueFactory = _ => 0 };
        gatewayOutage.Require(value => value is >= 0 and <= 86_400, "--gateway-outage must be between 0 and 86400 seconds.");
        killEvery.Require(value => value is >= 1 and <= 3600, "--kill-every must be between 1 and 3600 seconds.");
        orders.Require(value => value is >= 0 and <= 1_000_000, "--orders must be between 0 and 1000000.");
        returns.Require(value => value is >= 0 and <= 1_000_000, "--returns must be between 0 and 1000000.");
        registrations.Require(value => value is >= 0 and <= 1_000_000, "--registrations must be between 0 and 1000000.");
        patience.Require(value => value is >= 1 and <= 3600, "--patience must be between 1 and 3600 seconds.");
        var demo = new Command(
            "demo",
            "Place orders, returns and registrations, wait for every reaction, and compare. Uses the running system, or starts one for the demo")
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
                // One of them is not a number: its own validator reports it.
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
