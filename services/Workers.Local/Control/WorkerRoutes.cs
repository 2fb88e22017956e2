using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Local.Processes;

namespace Workers.Local.Control;

/// <summary>Shows, stops and starts the processes of the system that runs.</summary>
internal static class WorkerRoutes
{
    public static void Map(IEndpointRouteBuilder routes, LocalSystem system)
    {
        routes.MapGet("/workers", () => system.Children.Select(State));
        routes.MapPost("/workers/{name}/stop", (string name) => SwitchAsync(system, name, child => child.StopAsync()));
        routes.MapPost("/workers/{name}/start", (string name) => SwitchAsync(system, name, child => child.StartAgainAsync()));
    }

    private static async Task<IResult> SwitchAsync(LocalSystem system, string name, Func<ChildProcess, Task> switchAsync)
    {
        if (system.Children.FirstOrDefault(child => child.Name == name) is not { } child)
        {
            var there = system.Children.Count > 0
                ? $", but {string.Join(", ", system.Children.Select(other => other.Name))}."
                : ". Nothing has been started yet.";
            return Results.Text($"There is no '{name}' here{there}", statusCode: StatusCodes.Status404NotFound);
        }

        await switchAsync(child);
        return Results.Ok(State(child));
    }

    private static ProcessState State(ChildProcess child) => new(child.Name, child.IsWanted, child.ProcessId);

    private sealed record ProcessState(string Name, bool Wanted, int? ProcessId);
}
