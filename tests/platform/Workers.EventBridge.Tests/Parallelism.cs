// Each test has a server and a bus of its own, and waits for them more than it computes.
[assembly: Xunit.v3.Parallelization(MaxThreads = 8)]
