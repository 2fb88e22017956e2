using Workers.Cli.Commands;

return await CommandLine.Parse(args).InvokeAsync();
