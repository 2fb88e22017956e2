using Workers.LocalAws.Hosting;

// A package is either a tool or a library that others reference, so the tool is a program of its own.
return await CommandLine.Create().Parse(args).InvokeAsync();
