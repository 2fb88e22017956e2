using Microsoft.AspNetCore.Http;

namespace Storefront.Requests;

/// <summary>The errors of a request, by member; the <c>errors</c> of its problem details (RFC 9457).</summary>
internal sealed class Problems
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    public IEnumerable<string> Members => _errors.Keys;

    public void Add(string member, string problem)
    {
        if (!_errors.TryGetValue(member, out var problems))
            _errors.Add(member, problems = []);
        problems.Add(problem);
    }

    public IResult ToResult(int statusCode = StatusCodes.Status400BadRequest) =>
        Results.ValidationProblem(
            _errors.ToDictionary(error => error.Key, error => error.Value.ToArray(), StringComparer.Ordinal),
            detail: string.Join(' ', _errors.SelectMany(error => error.Value.Select(problem => $"{error.Key}: {problem}")).Take(5)),
            statusCode: statusCode);
}
