using Storefront.Callers;
using Storefront.Requests;

namespace Storefront.Users;

/// <summary>The validated body of <c>POST /users</c>.</summary>
internal sealed record UserRequest(string Email, string Name)
{
    /// <summary>Reads the body; null if it is invalid.</summary>
    public static UserRequest? Read(RequestBody body, Caller caller, Problems problems)
    {
        using var json = body.Parse(problems);
        if (json is null)
            return null;

        var user = new JsonMembers(json.RootElement, "", problems);
        var email = EmailAddress.Read(user, caller);
        var name = user.Text("name", longest: 200);
        user.End();
        return problems.Any ? null : new UserRequest(email!, name!);
    }
}
