using System.CommandLine;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Workers.Cli.Commands;
using Workers.Hosting.Health;
using Workers.LocalAws.Faults;

namespace Workers.LocalAws.Hosting;

/// <summary>The options of the program.</summary>
internal static partial class CommandLine
{
    public static RootCommand Create()
    {
        var port = new Option<int>("--port") { Description = "TCP port; 0 for any free one", DefaultValueFactory = _ => 4566 };
        var host = new Option<string>("--host")
        {
            Description = "IP address to listen on. Any address but loopback is open to other machines: there is no authentication",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var names = new Option<string[]>("--allowed-hosts")
        {
            Description = "Further allowed host names, such as its container's; * for any. Names of loopback are always allowed",
            AllowMultipleArgumentsPerToken = true,
        };
        var region = new Option<string>("--region") { Description = "Region in ARNs", DefaultValueFactory = _ => "eu-west-1" };
        var anyRegion = new Option<bool>("--any-region") { Description = "Accept calls that are signed for another region" };
        var anyAccount = new Option<bool>("--any-account") { Description = "Accept queue URLs of another account" };
        var account = new Option<string>("--account") { Description = "Account in ARNs", DefaultValueFactory = _ => "000000000000" };
        var faults = new Option<string?>("--faults")
        {
            Description = "Injected faults as JSON, such as {\"throttle\":0.1,\"latencyMs\":50}; see /_localaws/faults",
        };
        var traceUrl = new Option<string>("--trace-url")
        {
            Description = "URL of a trace, to which the page links messages, such as http://127.0.0.1:18888/traces/detail/{traceId}",
        };
        var data = new Option<string>("--data")
        {
            Description = "Directory for queues, messages, buses, rules, archives and schedules, which survive a restart then",
        };
        var parent = new Option<int?>("--parent-pid") { Description = "Exit when the process with this id has ended" };
        var health = new Option<bool>(HealthProbe.Option)
        {
            Description = "Check the health of the server at --host and --port, and exit with code 0 or 1",
        };
        port.Require(value => value is >= 0 and <= 65_535, "--port must be 0 to 65535.");
        host.Require(value => IPAddress.TryParse(value, out _), "--host must be an IP address, such as 127.0.0.1 or ::1.");
        region.Require(value => RegionName().IsMatch(value), "--region must be a region's name, such as eu-west-1.");
        account.Require(value => AccountNumber().IsMatch(value), "--account must be twelve digits.");
        faults.Validators.Add(result =>
        {
            if (result.Tokens.Select(token => Problem(token.Value)).FirstOrDefault(problem => problem is not null) is { } problem)
                result.AddError($"--faults: {problem}");
        });
        traceUrl.Require(value => TraceLinks.Problem(value) is null, $"--trace-url {TraceLinks.Problem("")}");
        data.Require(value => value.Length > 0, "--data must be the path of a directory.");
        parent.Require(value => value > 0, "--parent-pid must be the id of a process.");

        var command = new RootCommand(
            "SQS, EventBridge and EventBridge Scheduler in memory, for one machine. Without --data everything is lost when it stops.")
        {
            port, host, names, region, anyRegion, account, anyAccount, faults, traceUrl, data, parent, health,
        };
        command.SetAction((parsed, stopping) => parsed.GetValue(health)
            ? HealthProbe.AskAsync(HealthProbe.At(parsed.GetValue(host)!, parsed.GetValue(port)), "/_localaws/health")
            : ServerProcess.RunAsync(
                new LocalAwsOptions
                {
                    Port = parsed.GetValue(port),
                    Host = IPAddress.Parse(parsed.GetValue(host)!),
                    AllowedHosts = parsed.GetValue(names) ?? [],
                    Region = parsed.GetValue(region)!,
                    AcceptAnyAccount = parsed.GetValue(anyAccount),
                    AcceptAnyRegion = parsed.GetValue(anyRegion),
                    AccountId = parsed.GetValue(account)!,
                    Faults = parsed.GetValue(faults) is { } json ? ReadFaults(json) : FaultSettings.None,
                    TraceUrl = parsed.GetValue(traceUrl),
                    DataDirectory = parsed.GetValue(data),
                },
                parsed.GetValue(parent),
                stopping));
        return command;
    }

    private static FaultSettings ReadFaults(string json) => FaultJson.Read(Encoding.UTF8.GetBytes(json));

    private static string? Problem(string json)
    {
        try
        {
            ReadFaults(json);
            return null;
        }
        catch (FormatException error)
        {
            return error.Message;
        }
    }

    [GeneratedRegex("^[a-z]{2}(-[a-z]+)+-[0-9]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionName();

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AccountNumber();
}
