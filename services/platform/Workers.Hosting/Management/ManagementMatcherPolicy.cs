using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Workers.Hosting.Management;

/// <summary>
/// Of the endpoints that match a request, keeps those of its port; the others do not exist for it, however their path is written.
/// </summary>
internal sealed class ManagementMatcherPolicy(ManagementPort management) : MatcherPolicy, INodeBuilderPolicy
{
    // Before the policy of methods (-1000): otherwise a wrong method would get 405, which reveals that the endpoint exists.
    public override int Order => -2000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => true;

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints) =>
        [.. endpoints.GroupBy(ManagementEndpoints.Has).Select(side => new PolicyNodeEdge(side.Key, [.. side]))];

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges)
    {
        return new Sides(management, Destination(isManagement: true), Destination(isManagement: false));

        int Destination(bool isManagement) =>
            edges.Where(edge => edge.State.Equals(isManagement)).Select(edge => edge.Destination).FirstOrDefault(exitDestination);
    }

    private sealed class Sides(ManagementPort management, int operators, int own) : PolicyJumpTable
    {
        public override int GetDestination(HttpContext httpContext) => management.IsOf(httpContext) ? operators : own;
    }
}
