using System.CommandLine;
using Workers.Cli.Commands;

namespace Workers.Cli.DeadLetters;

/// <summary>The options of commands that change something.</summary>
internal sealed class ChangeOptions
{
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what would be done" };

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask" };

    private readonly Option<int?> _rate = new("--rate") { Description = "Maximum messages a second, 1 to 100000. Default: no limit" };

    private readonly Option<bool> _json = new("--json") { Description = "Print the result as JSON" };

    public ChangeOptions() => _rate.Require(value => value is >= 1 and <= 100_000, "--rate must be 1 to 100000.");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _dryRun, _yes, _rate, _json })
            command.Options.Add(option);
    }

    public ChangeMode Of(ParseResult parsed) =>
        new(parsed.GetValue(_dryRun), parsed.GetValue(_yes), parsed.GetValue(_rate), parsed.GetValue(_json));
}

/// <summary>How something is changed.</summary>
/// <param name="IsDryRun">Only say what would be done.</param>
/// <param name="IsConfirmed">Do not ask.</param>
/// <param name="Rate">Maximum messages a second; null for no limit.</param>
/// <param name="Json">Print the result as JSON.</param>
internal sealed record ChangeMode(bool IsDryRun, bool IsConfirmed, int? Rate, bool Json);
