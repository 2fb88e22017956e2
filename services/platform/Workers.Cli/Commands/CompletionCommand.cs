using System.CommandLine;
using Workers.Cli.Terminals;

namespace Workers.Cli.Commands;

/// <summary><c>completion</c>: scripts that complete command lines in a shell. They ask the program itself.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        _workers() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(workers "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -F _workers workers
        """;

    private const string Zsh =
        """
        #compdef workers
        _workers() {
          local -a words_found
          words_found=("${(@f)$(workers "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -a words_found
        }
        compdef _workers workers
        """;

    private const string Fish =
        """
        complete -c workers -f -a '(workers "[suggest:"(string length (commandline -cp))"]" (commandline -cp) 2>/dev/null)'
        """;

    private const string PowerShell =
        """
        Register-ArgumentCompleter -Native -CommandName workers -ScriptBlock {
          param($word, $command, $position)
          workers "[suggest:$position]" "$command" | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = Bash,
        ["zsh"] = Zsh,
        ["fish"] = Fish,
        ["pwsh"] = PowerShell,
    };

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh" };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command(
            "completion",
            """
            Print a script that completes command lines in a shell

            Examples:
              workers completion bash >> ~/.bashrc
              workers completion pwsh >> $PROFILE
            """)
        {
            shell,
        };
        command.SetAction(async (parsed, _) =>
        {
            await Terminal.Of(parsed).Output.WriteLineAsync(Scripts[parsed.GetValue(shell)!].ReplaceLineEndings("\n"));
            return 0;
        });
        return command;
    }
}
