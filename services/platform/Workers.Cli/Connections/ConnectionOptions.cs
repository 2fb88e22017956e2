using System.CommandLine;
using System.CommandLine.Parsing;
using Workers.Cli.Commands;
using Workers.Cli.Terminals;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Connections;

/// <summary>The options of every command that calls AWS: the emulator of this machine by default, and AWS only if it is named.</summary>
internal sealed class ConnectionOptions
{
    private static readonly Uri LocalAws = new("http://127.0.0.1:4566");

    private readonly Option<Uri?> _endpoint = new("--endpoint")
    {
        Description = "SQS and EventBridge endpoint, such as http://127.0.0.1:4566. Default: AWS_ENDPOINT_URL, or LocalAws's",
        CustomParser = Url("http://127.0.0.1:4566"),
    };

    private readonly Option<bool> _aws = new("--aws") { Description = "Use AWS, with the region and credentials of the AWS SDK" };

    private readonly Option<string?> _environment = new("--environment")
    {
        Description = "Use AWS with region, bus and names of deploy/environments/NAME.json",
    };

    private readonly Option<string?> _bus = new("--bus") { Description = "Event bus. Default: store, or the environment's" };

    private readonly Option<string?> _prefix = new("--queue-prefix")
    {
        Description = "Prefix for the names of queues and rules, such as dev-; the same as the workers' QueuePrefix. Default: none, or the environment's",
    };

    private readonly Option[] _all;

    /// <param name="environments">
    /// Whether <c>--environment</c> can be named: not by a command that changes what belongs to the stacks of an environment.
    /// </param>
    public ConnectionOptions(bool environments = true)
    {
        _all = environments ? [_endpoint, _aws, _environment, _bus, _prefix] : [_endpoint, _aws, _bus, _prefix];
        _prefix.Validators.Add(result =>
        {
            if (!QueueTopology.IsPrefix(result.Tokens[0].Value))
                result.AddError("--queue-prefix must be up to 16 letters, digits, '-' and '_'.");
        });
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in _all)
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            Option[] targets = [_endpoint, _aws, _environment];
            if (targets.Where(option => result.GetResult(option) is not null).Select(option => option.Name).ToList() is [var first, var second, ..])
                result.AddError($"{first} and {second} cannot be combined.");
        });
    }

    /// <summary>The environment that was named; null for none.</summary>
    public string? EnvironmentOf(ParseResult parsed) => parsed.GetValue(_environment);

    /// <summary>Connects, runs a command, and explains errors of the connection.</summary>
    /// <param name="parsed">The invocation.</param>
    /// <param name="command">The command. It returns the exit code.</param>
    /// <param name="stopping">Ctrl+C.</param>
    public Task<int> RunAsync(ParseResult parsed, Func<AwsConnection, Terminal, Task<int>> command, CancellationToken stopping)
    {
        var terminal = Terminal.Of(parsed);
        return ExitCode.OfAsync<CliException>(
            async () =>
            {
                using var aws = Connect(parsed);
                try
                {
                    await aws.CheckAsync(stopping);
                    return await command(aws, terminal);
                }
                catch (Exception error) when (aws.Explain(error) is { } explanation)
                {
                    throw new CliException(explanation, error);
                }
            },
            stopping,
            terminal.Error);
    }

    /// <summary>Connects as the options say.</summary>
    /// <exception cref="CliException">The environment's file is missing or wrong, or the SDK finds no region or credentials.</exception>
    private AwsConnection Connect(ParseResult parsed)
    {
        var (bus, prefix) = (parsed.GetValue(_bus), parsed.GetValue(_prefix));
        if (parsed.GetValue(_environment) is { } name)
        {
            var environment = DeployedEnvironment.Read(name);
            RefuseEndpoint("--environment");
            AwsAccess.Check(environment.Region);
            return AwsConnection.ToAws(environment.Region, prefix ?? environment.QueuePrefix, bus ?? environment.Bus);
        }

        if (parsed.GetValue(_aws))
        {
            RefuseEndpoint("--aws");
            AwsAccess.Check();
            return AwsConnection.ToAws(region: null, prefix ?? "", bus ?? "store");
        }

        return AwsConnection.ToEmulator(
            parsed.GetValue(_endpoint) ?? FromEnvironment() ?? LocalAws, Region(), prefix ?? "", bus ?? "store");
    }

    /// <summary>Parses a URL, for an option.</summary>
    public static Func<ArgumentResult, Uri?> Url(string example) => result =>
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;
        result.AddError($"'{result.Tokens[0].Value}' is not a URL such as {example}.");
        return null;
    };

    /// <summary>The SDK would use it, and what is meant for AWS would be done there.</summary>
    private static void RefuseEndpoint(string option)
    {
        if (FromEnvironment() is { } elsewhere)
            throw new CliException($"AWS_ENDPOINT_URL is {elsewhere}, but {option} means AWS: use only one of them.");
    }

    private static Uri? FromEnvironment() => Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL") switch
    {
        null or "" => null,
        var url when Uri.TryCreate(url, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" => endpoint,
        var url => throw new CliException($"AWS_ENDPOINT_URL '{url}' is not a URL such as {LocalAws}."),
    };

    private static string Region() =>
        Environment.GetEnvironmentVariable("AWS_REGION") ?? Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION") ?? "eu-west-1";
}
