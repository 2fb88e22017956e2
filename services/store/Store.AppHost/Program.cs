using System.CommandLine;
using Store.AppHost.Commands;

// Gives all processes time to finish their in-flight work; the default of the library is two seconds.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) };
return await CommandLine.Create().Parse(args).InvokeAsync(configuration);
