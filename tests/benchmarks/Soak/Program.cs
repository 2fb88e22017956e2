using System.CommandLine;
using Soak;

// A worker gets to finish what it has in flight; the library's own default would cut that off after two seconds.
var patient = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) };
return await CommandLine.Create().Parse(args).InvokeAsync(patient);
