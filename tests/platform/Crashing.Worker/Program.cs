using Crashing.Worker;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;
using Workers.Hosting.Store;

return await WorkerApplication.RunAsync(args, worker =>
{
    switch (worker.Configuration.GetValue<Role>("Role"))
    {
        case Role.Settles:
            worker.AddStore<SettlementDbContext>(store => store.UseSqlite().UsePostgreSql());
            worker.AddSagaStateMachine<Settling, Settlement>();
            worker.MapEffects<SettlementDbContext>(db => db.Settlements.Select(
                order => new Effect(order.CorrelationId.ToString(), order.CurrentState, 0, order.Events)));
            break;
        case Role.Scans:
            worker.AddAnswers();
            worker.ConfigureBus((_, bus) => bus.UseMessageData(Documents.Repository(worker.Configuration["Documents"]!)));
            worker.AddConsumer<Scanning>();
            break;
        default:
            worker.AddAnswers();
            worker.Services.AddSingleton(new AnsweringStyle(worker.Habit(), () => { }, worker.Configuration.GetValue<TimeSpan>("Delay")));
            worker.AddConsumer<Answering>();
            if (worker.Configuration.GetValue<CrashPoint?>("CrashAt") is { } point)
                worker.CrashAt(point);
            break;
    }
});
