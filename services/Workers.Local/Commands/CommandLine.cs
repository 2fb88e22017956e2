using System.CommandLine;
using Workers.Hosting.Subscriptions;

namespace Workers.Local.Commands;

/// <summary>The commands and their options.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var data = new Option<string?>("--data") { Description = "Folder for databases, mails and logs, kept as it is. Default: services/Workers.Local/.data, emptied at each start", Recursive = true };
        var port = new Option<int>("--port") { Description = "Port of LocalAws", DefaultValueFactory = _ => 4566, Recursive = true };
        var ports = new Option<int?>("--ports") { Description = "Give the Storefront, the gateway and the workers ports from this one on, instead of their usual ones", Recursive = true };
        var control = new Option<int>("--control") { Description = "Port of the page, at which the running system also takes 'stop' and 'start'", DefaultValueFactory = _ => 8080, Recursive = true };
        var postgres = new Option<string?>("--postgres")
        {
            Description = "Connection string of a PostgreSQL server, such as Host=127.0.0.1;Username=postgres: each service gets a database of its own there. Default: WORKERS_POSTGRES, else SQLite files",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("WORKERS_POSTGRES") is { Length: > 0 } server ? server : null,
            Recursive = true,
        };
        Require(control, value => value is >= 1 and <= 65_535, "--control has to be 1 to 65535.");
        Require(port, value => value is >= 1 and <= 65_535, "--port has to be 1 to 65535.");
        Require(ports, value => value is >= 1 and <= 65_000, "--ports has to be 1 to 65000.");

        var root = new RootCommand(
            "Runs the whole system on this machine: SQS and EventBridge in memory, the shop, a payment gateway stand-in and every worker.")
        {
            data, port, ports, control, postgres,
        };
        root.SetAction((parsed, stopping) => ExitCode.OfAsync(() => UpCommand.RunAsync(Options(parsed), stopping), stopping));
        var up = new Command("up", "Start everything, place a few orders, and run until Ctrl+C (the default)");
        up.SetAction((parsed, stopping) => ExitCode.OfAsync(() => UpCommand.RunAsync(Options(parsed), stopping), stopping));
        root.Add(up);
        root.Add(Switch("stop", "Stop one worker of the running system; its events wait in its queue"));
        root.Add(Switch("start", "Start it again"));
        root.Add(Traces());
        root.Add(Demo(Options));
        root.Add(Provision());
        return root;

        LocalSettings Options(ParseResult parsed) =>
            new(
                parsed.GetValue(port),
                parsed.GetValue(ports),
                parsed.GetValue(control),
                parsed.GetValue(data),
                parsed.GetValue(postgres));

        Command Switch(string verb, string description)
        {
            var worker = new Argument<string>("worker") { Description = "Its name, as the table of URLs shows it" };
            var command = new Command(verb, description) { worker };
            command.SetAction(
                (parsed, stopping) =>
                    ExitCode.OfAsync(() => SwitchCommand.RunAsync(verb, parsed.GetValue(worker)!, parsed.GetValue(control), stopping), stopping));
            return command;
        }

        Command Traces()
        {
            var search = new Argument<string>("order")
            {
                Description = "Order number, event id, trace id, or the value of any attribute of a span",
            };
            search.Validators.Add(result =>
            {
                var order = result.GetValueOrDefault<string>();
                if (string.IsNullOrWhiteSpace(order))
                    result.AddError("ORDER is empty: name an order, an event or a trace.");
                else if (order.StartsWith("--", StringComparison.Ordinal))
                    result.AddError($"There is no option {order}: 'traces --help' lists them.");
                else if (order.Length > TracesCommand.LongestSearch)
                    result.AddError($"ORDER has {order.Length} characters, and may have {TracesCommand.LongestSearch}.");
            });
            var databases = new Option<bool>("--databases") { Description = "Show calls of databases too, which are many" };
            var json = new Option<bool>("--json") { Description = "Print a JSON array instead, with all that is known" };
            var traces = new Command("traces", "Print what the running system did with an order, as trees") { search, databases, json };
            traces.SetAction((parsed, stopping) => ExitCode.OfAsync(() => TracesCommand.RunAsync(
                parsed.GetValue(search)!, parsed.GetValue(databases), parsed.GetValue(json), parsed.GetValue(control), stopping), stopping));
            return traces;
        }
    }

    private static Command Demo(Func<ParseResult, LocalSettings> settings)
    {
        var orders = new Option<int>("--orders") { Description = "Orders to place", DefaultValueFactory = _ => 50 };
        var returns = new Option<int?>("--returns") { Description = "Orders to return at once, whole or in part. Default: a tenth of the orders" };
        var registrations = new Option<int?>("--registrations") { Description = "Users to register. Default: a tenth of the orders" };
        var chaos = new Option<bool>("--chaos") { Description = "Meanwhile let AWS throttle, fail, cut connections, deliver twice and out of order, and kill a worker or the Storefront every few seconds" };
        var json = new Option<bool>("--json") { Description = "Print one closing line of JSON instead of a table" };
        var patience = new Option<int>("--patience") { Description = "Seconds without any progress after which what is missing counts as lost", DefaultValueFactory = _ => 60 };
        var killEvery = new Option<int>("--kill-every") { Description = "With --chaos: seconds from one kill to the next, on average", DefaultValueFactory = _ => 6 };
        var gatewayOutage = new Option<int>("--gateway-outage") { Description = "Seconds for which the payment gateway is down, from when half of all is placed", DefaultValueFactory = _ => 0 };
        Require(gatewayOutage, value => value is >= 0 and <= 86_400, "--gateway-outage has to be 0 to 86400 seconds.");
        Require(killEvery, value => value is >= 1 and <= 3600, "--kill-every has to be 1 to 3600 seconds.");
        Require(orders, value => value is >= 0 and <= 1_000_000, "--orders has to be 0 to 1000000.");
        Require(returns, value => value is >= 0 and <= 1_000_000, "--returns has to be 0 to 1000000.");
        Require(registrations, value => value is >= 0 and <= 1_000_000, "--registrations has to be 0 to 1000000.");
        Require(patience, value => value is >= 1 and <= 3600, "--patience has to be 1 to 3600 seconds.");
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
        demo.SetAction((parsed, stopping) => ExitCode.OfAsync(() => DemoCommand.RunAsync(
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

    private static Command Provision()
    {
        var endpoint = new Option<Uri?>("--endpoint")
        {
            Description = "SQS and EventBridge endpoint, such as http://127.0.0.1:4566. Default: AWS_ENDPOINT_URL, or LocalAws's",
            CustomParser = result =>
                Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                    ? url
                    : Refuse(result),
        };
        var aws = new Option<bool>("--aws") { Description = "AWS itself, with the region and the credentials that the AWS SDK finds" };
        var bus = new Option<string>("--bus") { Description = "Event bus", DefaultValueFactory = _ => "store" };
        var prefix = new Option<string>("--queue-prefix")
        {
            Description = "What stands before the names of queues and rules, such as dev-; the workers' QueuePrefix",
            DefaultValueFactory = _ => "",
        };
        Require(prefix, value => QueueTopology.IsPrefix(value ?? ""), "--queue-prefix has to be up to 16 letters, digits, '-' and '_'.");
        var services = new Option<string?>("--services")
        {
            Description = "Folder whose folders have a subscription.json. Default: services/ of the clone",
        };
        var provision = new Command(
            "provision",
            "Make bus, rules, queues and dead-letter queues from the subscription.json files; may be repeated")
        {
            endpoint, aws, bus, prefix, services,
        };
        provision.Validators.Add(result =>
        {
            if (result.GetResult(endpoint) is not null && result.GetResult(aws) is not null)
                result.AddError("--endpoint and --aws exclude each other.");
        });
        provision.SetAction((parsed, stopping) => ExitCode.OfAsync(() => ProvisionCommand.RunAsync(
            new(
                parsed.GetValue(endpoint),
                parsed.GetValue(aws),
                parsed.GetValue(bus)!,
                parsed.GetValue(prefix)!,
                parsed.GetValue(services)),
            stopping), stopping));
        return provision;

        static Uri? Refuse(System.CommandLine.Parsing.ArgumentResult result)
        {
            result.AddError($"--endpoint '{result.Tokens[0].Value}' is not a URL such as http://127.0.0.1:4566.");
            return null;
        }
    }

    private static void Require<T>(Option<T> option, Func<T?, bool> isValid, string message) => option.Validators.Add(result =>
    {
        try
        {
            if (result.Tokens.Count > 0 && !isValid(result.GetValueOrDefault<T>()))
                result.AddError(message);
        }
        catch (InvalidOperationException)
        {
            // Not even of the type.
            result.AddError(message);
        }
    });
}

/// <summary>The options that all commands share.</summary>
internal sealed record LocalSettings(int Port, int? PortBase, int Control, string? Data, string? Postgres);
