using Workers.Cli.DeadLetters;

namespace Workers.Cli.Tests.DeadLetters;

public sealed class PersonalFieldsTests
{
    [Theory]
    [InlineData("""{"name":"Ada"}""", """{"name":"***"}""")]
    [InlineData("""{"customer":{"firstName":"Ada","last_name":"L","age":30}}""", """{"customer":{"firstName":"***","last_name":"***","age":30}}""")]
    [InlineData("""{"shippingAddress":{"line":["1","2"],"zip":12345}}""", """{"shippingAddress":{"line":["***","***"],"zip":"***"}}""")]
    [InlineData("""{"billing-email":"x"}""", """{"billing-email":"***"}""")]
    [InlineData("""{"note":"write to ada@example.com"}""", """{"note":"write to a***@example.com"}""")]
    [InlineData("""{"orderId":"ORD-17","email":null,"filename":"a.txt"}""", """{"orderId":"ORD-17","email":null,"filename":"a.txt"}""")]
    public void Members_with_such_names_and_mail_addresses_are_masked(string body, string expected) => Assert.Equal(
        expected, System.Text.Json.Nodes.JsonNode.Parse(PersonalFields.Mask(body))!.ToJsonString());

    [Theory]
    [InlineData("to ada@example.com", "to a***@example.com")]
    [InlineData("no JSON", "no JSON")]
    [InlineData("{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}")]
    public void Of_another_text_only_mail_addresses(string body, string expected) => Assert.Equal(expected, PersonalFields.Mask(body));
}
