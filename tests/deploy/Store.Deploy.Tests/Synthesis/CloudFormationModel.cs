namespace Store.Deploy.Tests.Synthesis;

/// <summary>
/// What CloudFormation does with resources that have a name of their own when one version of an app is deployed after another: a resource
/// that a template no longer has is deleted, or stays in the account if its deletion policy is to retain it; a resource that a template has
/// for the first time is created, which fails if its name is taken. A stack that the app no longer has is left as it is.
/// </summary>
internal sealed class CloudFormationModel
{
    private readonly Dictionary<string, IReadOnlyList<Resource>> _stacks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _account = new(StringComparer.Ordinal);

    /// <summary>Deploys all stacks of an app.</summary>
    /// <returns>What could not be created, because it exists outside the stack.</returns>
    public IReadOnlyList<string> Deploy(Stacks app) => [.. app.Names.SelectMany(stack => Deploy(stack, app))];

    /// <summary>Deletes a stack.</summary>
    public void Delete(string stack)
    {
        if (_stacks.Remove(stack, out var resources))
            Remove(resources);
    }

    private List<string> Deploy(string stack, Stacks app)
    {
        var before = _stacks.GetValueOrDefault(stack) ?? [];
        var after = app.Resources.Where(resource => resource.Stack == stack && NameOf(resource) is not null).ToList();
        var names = before.Select(resource => NameOf(resource)!).ToHashSet(StringComparer.Ordinal);

        // CloudFormation creates before it deletes.
        var taken = after.Select(resource => NameOf(resource)!).Where(name => !names.Contains(name) && !_account.Add(name)).ToList();
        var kept = after.Select(resource => NameOf(resource)!).ToHashSet(StringComparer.Ordinal);
        Remove(before.Where(resource => !kept.Contains(NameOf(resource)!)));
        _stacks[stack] = after;
        return taken;
    }

    private void Remove(IEnumerable<Resource> resources)
    {
        foreach (var resource in resources.Where(resource => resource.Raw["DeletionPolicy"]?.ToString() != "Retain"))
            _account.Remove(NameOf(resource)!);
    }

    /// <summary>Type and name of a resource; null if CloudFormation makes up its name, or several can have it.</summary>
    private static string? NameOf(Resource resource)
    {
        var kind = resource.Type.Split("::")[^1];
        var name = new[] { $"{kind}Name", "Name" }.Select(resource.Text).FirstOrDefault(text => text is not null);
        return name is null || resource.Type == "AWS::IAM::Policy" ? null : $"{resource.Type} {name}";
    }
}
