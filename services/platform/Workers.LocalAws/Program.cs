using Workers.LocalAws.Hosting;

return await CommandLine.Create().Parse(args).InvokeAsync();
