using Workers.Cli.Doctor;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Top;

/// <summary>What the programs of this machine say of themselves.</summary>
internal sealed class ProgramFigures(HttpClient http, string services, string queuePrefix) : IFigureSource
{
    private readonly IReadOnlyList<ServiceFolder> _folders = RunningProgram.Folders(services);

    public async Task<IReadOnlyList<WorkerFigures>> AddAsync(IReadOnlyList<WorkerFigures> workers, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(_folders.Where(folder => folder.Subscription is not null).Select(async folder => (
            Queue: queuePrefix + folder.Subscription!.Queue, Program: await RunningProgram.AskAsync(http, folder, cancellationToken))));
        if (Array.TrueForAll(answers, answer => answer.Program is null))
            return workers;
        var programs = answers.ToDictionary(answer => answer.Queue, answer => answer.Program, StringComparer.Ordinal);
        return [.. workers.Select(worker => !programs.TryGetValue(worker.Queue, out var program)
            ? worker
            : worker with
            {
                Tasks = program is null ? 0 : 1,
                Unsent = program?.Unsent,
                OldestUnsentSeconds = program?.OldestUnsent,
                Refused = program?.Refused,
            })];
    }
}
