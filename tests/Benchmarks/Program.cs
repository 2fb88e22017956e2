using Benchmarks;
using Benchmarks.Starting;

// Before anything else is loaded: what is measured of this process is its start.
if (FirstReceive.IsAskedFor(args))
    return await FirstReceive.RunAsync(args);
return await BenchmarkCommand.Create().Parse(args).InvokeAsync();
