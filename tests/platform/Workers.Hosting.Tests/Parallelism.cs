// These tests wait most of their time: for a visibility timeout, for a lease, for a process to start.
[assembly: Xunit.v3.Parallelization(MaxThreads = 6)]
