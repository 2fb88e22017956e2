using Benchmarks;
using Benchmarks.Starting;
using Benchmarks.Tracing;

// Before anything else is loaded: what is measured of this process is its start.
if (FirstReceive.IsAskedFor(args))
    return await FirstReceive.RunAsync(args);
if (DiscardingCollector.IsAskedFor(args))
    return await DiscardingCollector.RunAsync();
if (TracedWorker.IsAskedFor(args))
    return await TracedWorker.RunAsync(args);
return await BenchmarkCommand.Create().Parse(args).InvokeAsync();
