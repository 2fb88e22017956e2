using System.Net;
using System.Xml.Linq;

namespace Workers.LocalAws.Tests.Sqs.Query;

/// <summary>Speaks the Query protocol by hand.</summary>
public abstract class QueryTest : LocalAwsTest
{
    protected const string Form = "application/x-www-form-urlencoded";

    private static readonly XNamespace Namespace = "http://queue.amazonaws.com/doc/2012-11-05/";

    /// <summary>Calls an operation, and returns its result, without namespaces.</summary>
    protected async Task<XElement> CallAsync(string action, params (string Name, string Value)[] parameters)
    {
        var answer = await PostAsync(action, "/", parameters);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        Assert.Equal("text/xml", answer.ContentType);
        var response = Read(answer.Body);
        Assert.Equal($"{action}Response", response.Name.LocalName);
        Assert.Equal(answer.Headers["x-amzn-RequestId"], response.Element("ResponseMetadata")!.Element("RequestId")!.Value);
        return response.Element($"{action}Result") ?? new XElement("none");
    }

    /// <summary>Calls an operation, and returns its error.</summary>
    protected async Task<(HttpStatusCode Status, string Type, string Code, string Message)> ErrorAsync(
        string action, params (string Name, string Value)[] parameters)
    {
        var answer = await PostAsync(action, "/", parameters);
        var response = Read(answer.Body);
        Assert.Equal("ErrorResponse", response.Name.LocalName);
        Assert.Equal(answer.Headers["x-amzn-RequestId"], response.Element("RequestId")!.Value);
        var error = response.Element("Error")!;
        return (answer.Status, Text(error, "Type"), Text(error, "Code"), Text(error, "Message"));
    }

    protected async Task<Answer> PostAsync(string action, string path, params (string Name, string Value)[] parameters)
    {
        using var content = new FormUrlEncodedContent(
            [new("Action", action), new("Version", "2012-11-05"), .. parameters.Select(one => KeyValuePair.Create(one.Name, one.Value))]);
        return await Http.SendAsync(target: null, await content.ReadAsStringAsync(Cancelled), path, Form);
    }

    protected static string Text(XElement element, string name) => element.Element(name)!.Value;

    protected static XElement Read(string xml)
    {
        // The body of a message must come back as it was sent, so white space counts.
        var root = XDocument.Parse(xml, LoadOptions.PreserveWhitespace).Root!;
        Assert.Equal(Namespace, root.Name.Namespace);
        foreach (var element in root.DescendantsAndSelf())
            element.Name = element.Name.LocalName;
        return root;
    }
}
