namespace Packaging.Tests.Scripts;

/// <summary>
/// Runs a shell script of the repository with fakes of the programs that reach other machines. Each call is recorded, and answered by the
/// first answer whose pattern matches it; a call without an answer fails.
/// </summary>
internal sealed class FakePrograms : IDisposable
{
    // A line break in an argument would look like another call.
    private const string Fake = """
        #!/usr/bin/env bash
        call="${0##*/} $*"
        echo "${call//$'\n'/ }" >> "$FAKES/calls"
        for answer in "$FAKES"/answers/*/; do
          # The pattern is not quoted, because it has wildcards.
          [[ $call == $(<"$answer/pattern") ]] || continue
          output=$(<"$answer/output") code=$(<"$answer/code")
          if [[ -e $answer/once ]]; then rm -r "$answer"; fi
          if (( code != 0 )); then exec >&2; fi
          if [[ -n $output ]]; then printf '%s\n' "$output"; fi
          exit "$code"
        done
        echo "No answer for: $call" >&2
        exit 99
        """;

    private static readonly string[] Programs = ["aws", "cdk", "curl", "docker", "sleep"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fakes-");
    private int _answers;

    public FakePrograms()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "answers"));
        var programs = Directory.CreateDirectory(Path.Combine(_folder.FullName, "bin"));
        foreach (var program in Programs)
        {
            var file = Path.Combine(programs.FullName, program);
            File.WriteAllText(file, Fake.ReplaceLineEndings("\n"));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The calls in their order, as a user would type them, without quotes.</summary>
    public IReadOnlyList<string> Calls =>
        File.Exists(Path.Combine(_folder.FullName, "calls")) ? File.ReadAllLines(Path.Combine(_folder.FullName, "calls")) : [];

    /// <summary>Answers each call that matches.</summary>
    /// <param name="pattern">The call with wildcards, e.g. <c>aws sts *</c>.</param>
    /// <param name="output">Standard output; standard error if <paramref name="code"/> is not 0.</param>
    /// <param name="code">The exit code.</param>
    public FakePrograms Answer(string pattern, string output = "", int code = 0) => Add(pattern, output, code, once: false);

    /// <summary>Answers the next call that matches, and no other.</summary>
    public FakePrograms AnswerOnce(string pattern, string output = "", int code = 0) => Add(pattern, output, code, once: true);

    /// <summary>Runs a script of the repository.</summary>
    /// <returns>Its exit code, and all that it wrote.</returns>
    public Task<(int Code, string Output)> RunAsync(string script, params IEnumerable<string> arguments)
    {
        ShellScript.SkipWithoutShell();
        return Tool.RunAsync(
            Path.Combine(RepositoryFiles.Root, script),
            arguments,
            "",
            ("FAKES", _folder.FullName),
            ("PATH", Path.Combine(_folder.FullName, "bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH")));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private FakePrograms Add(string pattern, string output, int code, bool once)
    {
        var answer = Directory.CreateDirectory(Path.Combine(_folder.FullName, "answers", $"{_answers++:000}"));
        File.WriteAllText(Path.Combine(answer.FullName, "pattern"), pattern);
        File.WriteAllText(Path.Combine(answer.FullName, "output"), output);
        File.WriteAllText(Path.Combine(answer.FullName, "code"), $"{code}");
        if (once)
            File.WriteAllText(Path.Combine(answer.FullName, "once"), "");
        return this;
    }
}
