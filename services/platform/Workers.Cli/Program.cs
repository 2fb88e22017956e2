using Workers.Cli.Commands;

return await CommandLine.Create().Parse(args).InvokeAsync();
