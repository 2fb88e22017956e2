using System.Globalization;

namespace Workers.LocalAws.Http.Query;

/// <summary>The parameters of a request as a tree: <c>Tag.1.Key=team</c> is the member Key of the first Tag.</summary>
internal sealed class QueryParameter
{
    // The deepest parameter of SQS has seven parts: an attribute of an entry of a batch, with a list of values.
    private const int MaximumDepth = 8;

    private readonly Dictionary<string, QueryParameter> _members = new(StringComparer.Ordinal);

    public string? Value { get; private set; }

    public IEnumerable<(string Name, QueryParameter Parameter)> Members => _members.Select(member => (member.Key, member.Value));

    /// <summary>
    /// The items of a list in their order. A list of one may have no number: <c>Attribute.Name=Policy</c>. An empty list is an empty text.
    /// </summary>
    public IEnumerable<QueryParameter> Items
    {
        get
        {
            var numbered = _members.Where(member => int.TryParse(member.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)).ToList();
            if (numbered.Count == 0)
                return _members.Count == 0 && string.IsNullOrEmpty(Value) ? [] : [this];
            return numbered.OrderBy(member => int.Parse(member.Key, CultureInfo.InvariantCulture)).Select(member => member.Value);
        }
    }

    public QueryParameter? Find(string name) => _members.GetValueOrDefault(name);

    public void Add(string path, string value)
    {
        var parameter = this;
        foreach (var part in path.Split('.', MaximumDepth))
        {
            if (!parameter._members.TryGetValue(part, out var member))
                parameter._members.Add(part, member = new QueryParameter());
            parameter = member;
        }

        parameter.Value = value;
    }
}
