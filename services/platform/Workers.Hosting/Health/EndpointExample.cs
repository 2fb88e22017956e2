using Microsoft.AspNetCore.Builder;

namespace Workers.Hosting.Health;

/// <summary>An example of a request, for the list of endpoints at <c>GET /</c> in development.</summary>
public static class EndpointExample
{
    /// <summary>Adds an example to the endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="query">The query with its question mark, such as <c>?level=Debug</c>.</param>
    /// <param name="body">The body, as JSON without single quotes.</param>
    /// <example><code>routes.MapPost("/users", RegisterAsync).WithExample(body: """{ "name": "Ada" }""");</code></example>
    public static TBuilder WithExample<TBuilder>(this TBuilder endpoint, string query = "", string body = "")
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(built => built.Metadata.Add(new ExampleRequest(query, body)));
        return endpoint;
    }
}

internal sealed record ExampleRequest(string Query, string Body);
