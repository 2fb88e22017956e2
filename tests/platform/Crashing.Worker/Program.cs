using Crashing.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;
using Workers.Hosting.Store;

return await WorkerApplication.RunAsync(args, worker =>
{
    worker.AddStore<AnswerDbContext>(store => store.UseSqlite().UsePostgreSql());
    worker.Services.AddSingleton(new AnsweringStyle(worker.Habit(), () => { }, worker.Configuration.GetValue<TimeSpan>("Delay")));
    worker.AddConsumer<Answering>();
    worker.MapEffects<AnswerDbContext>(db => db.Answers.Select(answer => new Effect(answer.Subject, "answered")));
    if (worker.Configuration.GetValue<CrashPoint?>("CrashAt") is { } point)
        worker.CrashAt(point);
});
