namespace Workers.Deploy.Tests.Synthesis;

/// <summary>Finds resources of a template.</summary>
internal static class ResourceExtensions
{
    public static IEnumerable<Resource> Of(this IEnumerable<Resource> resources, string type) => resources.Where(resource => resource.Type == type);

    /// <summary>The one of a type.</summary>
    public static Resource One(this IEnumerable<Resource> resources, string type) => Assert.Single(resources.Of(type));

    /// <summary>The one of a type with a property.</summary>
    public static Resource One(this IEnumerable<Resource> resources, string type, string property, string value) =>
        Assert.Single(resources.Of(type), resource => resource.Text(property) == value);
}
