using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Workers.Cli.Commands;

/// <summary>
/// Shows the first paragraph of a command's description in lists of commands, and all of it, with the examples, only in the help of the command
/// itself.
/// </summary>
internal sealed class CommandHelp : SynchronousCommandLineAction
{
    private readonly HelpAction _standard;
    private readonly Dictionary<Command, string> _details = [];

    private CommandHelp(HelpAction standard) => _standard = standard;

    /// <summary>Changes the help of a command and those below it.</summary>
    public static RootCommand Install(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        var help = new CommandHelp((HelpAction)option.Action!);
        option.Action = help;
        help.Shorten(root);
        return root;
    }

    public override int Invoke(ParseResult parseResult)
    {
        var code = _standard.Invoke(parseResult);
        if (_details.TryGetValue(parseResult.CommandResult.Command, out var details))
        {
            parseResult.InvocationConfiguration.Output.WriteLine(details);
            parseResult.InvocationConfiguration.Output.WriteLine();
        }

        return code;
    }

    private void Shorten(Command command)
    {
        var text = (command.Description ?? "").ReplaceLineEndings("\n");
        if (text.IndexOf("\n\n", StringComparison.Ordinal) is > 0 and var end)
            (command.Description, _details[command]) = (text[..end], text[(end + 2)..].TrimEnd());
        foreach (var child in command.Subcommands)
            Shorten(child);
    }
}
