using System.CommandLine;
using System.CommandLine.Parsing;
using Amazon.Runtime;
using Workers.Cli.Connections;
using Workers.Cli.Cost;
using Workers.Cli.DeadLetters;
using Workers.Cli.Doctor;
using Workers.Cli.Events;
using Workers.Cli.Top;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Commands;

/// <summary>The commands and their options.</summary>
internal static class CommandLine
{
    public static RootCommand Create() => CommandHelp.Install(new RootCommand("Sets up and operates event-driven workers on AWS and on local emulators.")
    {
        Provision(), Compose(), DoctorCommand.Create(), TopCommand.Create(), DeadLettersCommand.Create(), EventsCommand.Create(), Traces(), CostCommand.Create(), CompletionCommand.Create(),
    });

    private static Command Provision()
    {
        var endpoint = new Option<Uri?>("--endpoint")
        {
            Description = "SQS and EventBridge endpoint, such as http://127.0.0.1:4566. Default: AWS_ENDPOINT_URL, or LocalAws's",
            CustomParser = Url("http://127.0.0.1:4566"),
        };
        var aws = new Option<bool>("--aws") { Description = "Use AWS, with the region and credentials of the AWS SDK" };
        var bus = new Option<string>("--bus") { Description = "Event bus", DefaultValueFactory = _ => "store" };
        var prefix = new Option<string>("--queue-prefix")
        {
            Description = "Prefix for the names of queues and rules, such as dev-; the same as the workers' QueuePrefix",
            DefaultValueFactory = _ => "",
        };
        prefix.Require(value => QueueTopology.IsPrefix(value), "--queue-prefix must be up to 16 letters, digits, '-' and '_'.");
        var services = new Option<string?>("--services")
        {
            Description = "Folder with the workers' folders, each with a subscription.json. Default: services in the current folder or above it",
        };
        var provision = new Command(
            "provision",
            "Create bus, rules, queues and dead-letter queues from the subscription.json files; idempotent")
        {
            endpoint, aws, bus, prefix, services,
        };
        provision.Validators.Add(result =>
        {
            if (result.GetResult(endpoint) is not null && result.GetResult(aws) is not null)
                result.AddError("--endpoint and --aws cannot be combined.");
        });
        provision.SetAction((parsed, stopping) => ExitCode.OfAsync<CliException>(() => ProvisionCommand.RunAsync(
            new(
                parsed.GetValue(endpoint),
                parsed.GetValue(aws),
                parsed.GetValue(bus)!,
                parsed.GetValue(prefix)!,
                parsed.GetValue(services)),
            stopping), stopping));
        return provision;
    }

    private static Command Compose()
    {
        var services = new Option<string?>("--services")
        {
            Description = "Folder with the workers' folders, each with a subscription.json. Default: services in the current folder or above it",
        };
        var file = new Option<string>("--file") { Description = "Compose file", DefaultValueFactory = _ => "docker-compose.yml" };
        var template = new Option<string>("--template")
        {
            Description = "The service of a worker, with NAME and FOLDER in place of its name and its folder",
            DefaultValueFactory = _ => Path.Combine("deploy", "compose", "worker.template.yml"),
        };
        var compose = new Command("compose", "Append the workers that the Compose file lacks; idempotent") { services, file, template };
        compose.SetAction((parsed, stopping) => ExitCode.OfAsync<CliException>(() => ComposeCommand.RunAsync(
            new(parsed.GetValue(services), parsed.GetValue(file)!, parsed.GetValue(template)!), stopping), stopping));
        return compose;
    }

    private static Command Traces()
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
                result.AddError($"There is no option {order}: see 'trace --help'.");
            else if (order.Length > TracesCommand.LongestSearch)
                result.AddError($"ORDER has {order.Length} characters; at most {TracesCommand.LongestSearch} are allowed.");
        });
        var dashboard = new Option<Uri?>("--dashboard") { CustomParser = Url("http://127.0.0.1:18888"), Description = "The dashboard, such as http://127.0.0.1:18888. Default: the dashboard of the system running from this clone" };
        var key = new Option<string?>("--api-key") { Description = "Key of the dashboard's telemetry API. Default: WORKERS_DASHBOARD_KEY, or the key of the system running from this clone" };
        var data = new Option<string>("--data") { Description = "Data folder of the running system", DefaultValueFactory = _ => TracesCommand.DefaultData };
        var jaeger = new Option<Uri?>("--jaeger") { CustomParser = Url("http://127.0.0.1:16686"), Description = "Use Jaeger's query service instead, such as http://127.0.0.1:16686" };
        var xray = new Option<bool>("--xray") { Description = "Use AWS X-Ray instead, with the region and credentials of the AWS SDK" };
        var environment = new Option<string?>("--environment") { Description = "Use AWS X-Ray in the region of deploy/environments/NAME.json" };
        var databases = new Option<bool>("--databases") { Description = "Also show database calls" };
        var json = new Option<bool>("--json") { Description = "Print a JSON array with all data instead" };
        var traces = new Command("trace", "Print the traces of an order as trees") { search, dashboard, key, data, jaeger, xray, environment, databases, json };
        traces.Aliases.Add("traces");
        traces.Validators.Add(result =>
        {
            Option[] sources = [dashboard, jaeger, xray, environment];
            if (sources.Where(option => result.GetResult(option) is not null).Select(option => option.Name).ToList() is [var first, var second, ..])
                result.AddError($"{first} and {second} cannot be combined.");
        });
        traces.SetAction((parsed, stopping) => ExitCode.OfAsync<CliException>(() => TracesCommand.RunAsync(
            new(
                parsed.GetValue(search)!,
                parsed.GetValue(dashboard),
                parsed.GetValue(key),
                parsed.GetValue(data)!,
                parsed.GetValue(jaeger),
                XRayRegion(parsed.GetValue(xray), parsed.GetValue(environment)),
                parsed.GetValue(databases),
                parsed.GetValue(json)),
            stopping), stopping));
        return traces;
    }

    /// <summary>The region to search in by X-Ray; null for another source of traces.</summary>
    private static string? XRayRegion(bool isAsked, string? environment)
    {
        if (!isAsked && environment is null)
            return null;
        var region = environment is null ? null : DeployedEnvironment.Read(environment).Region;
        AwsAccess.Check(region);
        return region ?? FallbackRegionFactory.GetRegionEndpoint().SystemName;
    }

    private static Func<ArgumentResult, Uri?> Url(string example) => result =>
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;
        result.AddError($"'{result.Tokens[0].Value}' is not a URL such as {example}.");
        return null;
    };
}
