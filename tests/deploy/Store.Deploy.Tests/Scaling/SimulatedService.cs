namespace Store.Deploy.Tests.Scaling;

/// <summary>An ECS service that drains a queue, minute by minute.</summary>
/// <param name="desired">Desired tasks at the start; all of them run.</param>
/// <param name="startMinutes">Minutes from the start of a task until it handles messages.</param>
/// <param name="throughput">Messages that a task handles in a minute.</param>
internal sealed class SimulatedService(int desired, int startMinutes, double throughput)
{
    private readonly List<int> _starting = [];

    public int Desired { get; private set; } = desired;

    public int Running { get; private set; } = desired;

    public double Visible { get; set; }

    /// <summary>A new task starts at once; of tasks that are not wanted any more, those that have not started go first.</summary>
    public void Scale(int desired)
    {
        for (; Desired < desired; Desired++)
            _starting.Add(startMinutes);
        for (; Desired > desired; Desired--)
        {
            if (_starting.Count > 0)
                _starting.RemoveAt(_starting.Count - 1);
            else
                Running--;
        }
    }

    public void Minute()
    {
        Visible = Math.Max(0, Visible - (Running * throughput));
        for (var index = _starting.Count - 1; index >= 0; index--)
        {
            if (--_starting[index] > 0)
                continue;
            _starting.RemoveAt(index);
            Running++;
        }
    }
}
