using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Workers.Hosting.Tests.Ecs;

/// <summary>What ECS's agent answers to a container that asks for protection (Amazon ECS Developer Guide, "Task scale-in protection endpoint").</summary>
internal sealed class EcsAgent : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EcsAgent(WebApplication app) => _app = app;

    /// <summary>What it was asked for.</summary>
    public ConcurrentQueue<JsonObject> Asked { get; } = new();

    /// <summary>Whether it refuses, as where the role lacks the permission.</summary>
    public bool Refuses { get; set; }

    public string Uri => $"{_app.Urls.First()}/api/task-1";

    public static async Task<EcsAgent> StartAsync(bool refuses = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var agent = new EcsAgent(builder.Build()) { Refuses = refuses };
        agent._app.Run(agent.AnswerAsync);
        await agent._app.StartAsync(TestContext.Current.CancellationToken);
        return agent;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Method != "PUT" || context.Request.Path != "/api/task-1/task-protection/v1/state")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var asked = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        Asked.Enqueue(asked);
        context.Response.StatusCode = Refuses ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        await context.Response.WriteAsync(
            Refuses
                ? """{"error":{"Arn":"arn:task-1","Code":"AccessDeniedException","Message":"not authorized to perform: ecs:UpdateTaskProtection"}}"""
                : new JsonObject
                {
                    ["protection"] = new JsonObject { ["ProtectionEnabled"] = asked["ProtectionEnabled"]!.DeepClone(), ["TaskArn"] = "arn:task-1" },
                }.ToJsonString());
    }
}
