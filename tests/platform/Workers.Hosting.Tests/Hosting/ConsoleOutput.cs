namespace Workers.Hosting.Tests.Hosting;

/// <summary>What a program writes to the console. Tests that look at it run alone: there is one console in a process.</summary>
[CollectionDefinition(nameof(ConsoleOutput), DisableParallelization = true)]
public sealed class ConsoleOutput
{
    public static async Task<(int Code, string Said, string Errors)> OfAsync(Func<Task<int>> program)
    {
        var (output, errors) = (Console.Out, Console.Error);
        using var said = new StringWriter();
        using var wrong = new StringWriter();
        Console.SetOut(said);
        Console.SetError(wrong);
        try
        {
            return (await program(), said.ToString(), wrong.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
