using Workers.LocalAws.Storage;

namespace Workers.LocalAws.Scheduler;

/// <content>Its copy in a snapshot.</content>
internal sealed partial class Schedule
{
    public SavedSchedule Copy()
    {
        lock (_lock)
        {
            return new SavedSchedule
            {
                Name = Name,
                ClientToken = ClientToken,
                CreatedAt = CreatedAt,
                ModifiedAt = ModifiedAt,
                Next = _next,
                Expression = Settings.Expression.Text,
                TimeZone = Settings.TimeZone,
                Target = Settings.Target.Definition,
                FlexibleTimeWindow = Settings.FlexibleTimeWindow,
                State = Settings.State,
                ActionAfterCompletion = Settings.ActionAfterCompletion,
                Description = Settings.Description,
                KmsKeyArn = Settings.KmsKeyArn,
                StartDate = Settings.StartDate,
                EndDate = Settings.EndDate,
            };
        }
    }

    /// <summary>
    /// Continues a schedule of a snapshot. A one-time schedule whose time has passed meanwhile runs now; a rate keeps its rhythm, and skips
    /// the times that have passed.
    /// </summary>
    public void Continue(SavedSchedule saved)
    {
        lock (_lock)
        {
            (CreatedAt, ModifiedAt) = (saved.CreatedAt, saved.ModifiedAt);
            var now = _time.GetUtcNow();
            _next = saved.Next is { } next ? Settings.Expression.First(next, now) ?? next : null;
            if (_next > Settings.EndDate)
            {
                _next = null;
                _completed(this);
                return;
            }

            Wait(now);
        }
    }
}
