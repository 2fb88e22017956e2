using System.Collections.Concurrent;
using Workers.LocalAws.Storage;

namespace Workers.LocalAws.Scheduler;

/// <summary>The schedules of one server, all in the group <c>default</c>.</summary>
internal sealed class ScheduleStore(LocalAwsOptions options) : IDisposable
{
    public const string Group = "default";

    private readonly ConcurrentDictionary<string, Schedule> _schedules = new(StringComparer.Ordinal);

    /// <summary>Counts the changes of the schedules.</summary>
    public ChangeCounter Changes { get; } = new();

    public IEnumerable<Schedule> All => _schedules.Values.OrderBy(schedule => schedule.Name, StringComparer.Ordinal);

    /// <summary>Creates the schedule; a request with the same token is the same request again.</summary>
    public Schedule Create(string name, string? clientToken, ScheduleSettings settings, Action<Schedule, DateTimeOffset> invoke)
    {
        var created = New(name, clientToken, settings, invoke);
        if (_schedules.TryAdd(name, created))
        {
            created.Start();
            return created;
        }

        created.Dispose();
        return Get(name) is var present && clientToken is not null && present.ClientToken == clientToken
            ? present
            : throw SchedulerError.Conflict(name);
    }

    /// <summary>Adds a schedule of a snapshot.</summary>
    public void Restore(SavedSchedule saved, ScheduleSettings settings, Action<Schedule, DateTimeOffset> invoke)
    {
        var schedule = _schedules[saved.Name] = New(saved.Name, saved.ClientToken, settings, invoke);
        schedule.Continue(saved);
    }

    public Schedule Get(string name) => _schedules.GetValueOrDefault(name) ?? throw SchedulerError.NotFound("Schedule", name);

    public void Delete(string name)
    {
        if (!_schedules.TryRemove(name, out var schedule))
            throw SchedulerError.NotFound("Schedule", name);
        Changes.Add();
        schedule.Dispose();
    }

    public void Dispose()
    {
        foreach (var schedule in _schedules.Values)
            schedule.Dispose();
    }

    private Schedule New(
        string name, string? clientToken, ScheduleSettings settings, Action<Schedule, DateTimeOffset> invoke) => new(
            name,
            $"arn:aws:scheduler:{options.Region}:{options.AccountId}:schedule/{Group}/{name}",
            clientToken,
            settings,
            options.TimeProvider,
            invoke,
            completed: schedule =>
            {
                if (schedule.Settings.ActionAfterCompletion == "DELETE")
                    Delete(schedule.Name);
            },
            Changes);
}
