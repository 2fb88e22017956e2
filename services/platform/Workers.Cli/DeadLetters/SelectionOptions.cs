using System.CommandLine;
using System.CommandLine.Parsing;
using Workers.Cli.Commands;
using Workers.Cli.Terminals;
using Workers.DeadLetters;

namespace Workers.Cli.DeadLetters;

/// <summary>The options that select messages of a dead-letter queue.</summary>
internal sealed class SelectionOptions
{
    private const int DefaultVisibilitySeconds = 300;

    private readonly Option<string[]> _groups = new("--group") { Description = "Only messages of this group; the first characters of its id are enough", AllowMultipleArgumentsPerToken = true };

    private readonly Option<string[]> _ids = new("--ids") { Description = "Only messages with these message ids or event ids", AllowMultipleArgumentsPerToken = true };

    private readonly Option<string[]> _where = new("--where")
    {
        Description = "Only messages whose content meets the condition, such as \"detail.data.orderId = ORD-17\" or \"attributes.ExceptionType != System.TimeoutException\". Several: all of them",
    };

    private readonly Option<Moment?> _since = new("--since") { CustomParser = Moment.Parse, Description = $"Only failures since then: {Moment.Examples}" };

    private readonly Option<int> _visibility = new("--visibility-timeout")
    {
        Description = "Seconds for which received messages are hidden from others if this command is killed, and for which it reads at most; 10 to 43200",
        DefaultValueFactory = _ => DefaultVisibilitySeconds,
    };

    public SelectionOptions()
    {
        _visibility.Require(value => value is >= 10 and <= 43_200, "--visibility-timeout must be 10 to 43200 seconds.");
        foreach (var option in new[] { _groups, _ids })
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
                    result.AddError($"{option.Name} is empty, which would select everything.");
            });
        }

        _where.Validators.Add(ConditionProblem);
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _groups, _ids, _where, _since, _visibility })
            command.Options.Add(option);
    }

    public DeadLetterFilter Filter(ParseResult parsed, TimeProvider time) => new(
        parsed.GetValue(_groups) ?? [],
        parsed.GetValue(_ids) ?? [],
        [.. (parsed.GetValue(_where) ?? []).Select(ContentCondition.Parse)],
        parsed.GetValue(_since)?.At(time.GetUtcNow()));

    public TimeSpan Visibility(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(_visibility));

    /// <summary>Refuses a wrong condition.</summary>
    public static void ConditionProblem(OptionResult result)
    {
        foreach (var token in result.Tokens)
        {
            try
            {
                ContentCondition.Parse(token.Value);
            }
            catch (FormatException error)
            {
                result.AddError($"{result.Option.Name}: {error.Message}");
            }
        }
    }
}
