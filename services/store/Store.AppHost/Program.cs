using System.CommandLine;
using Store.AppHost.Commands;

// All processes get to finish what they have in hand; the library's own default would cut that off after two seconds.
var patient = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) };
return await CommandLine.Create().Parse(args).InvokeAsync(patient);
