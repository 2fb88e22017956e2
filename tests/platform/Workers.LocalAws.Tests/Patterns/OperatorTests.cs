using System.Text;
using Workers.LocalAws.EventBridge.Patterns;

namespace Workers.LocalAws.Tests.Patterns;

/// <summary>Each case: the conditions at a field, a value of that field (nothing: the field is missing), whether they match.</summary>
public sealed class OperatorTests
{
    [Theory]
    [InlineData("""["a"]""", "\"a\"", true)]
    [InlineData("""["a"]""", "\"A\"", false)]
    [InlineData("""["a"]""", "\"ab\"", false)]
    [InlineData("""["a","b"]""", "\"b\"", true)]
    [InlineData("""[""]""", "\"\"", true)]
    [InlineData("""[""]""", "null", false)]
    [InlineData("""["é"]""", "\"\\u00e9\"", true)]
    [InlineData("""["300"]""", "300", false)]
    [InlineData("""[300]""", "300", true)]
    [InlineData("""[300]""", "300.0", true)]
    [InlineData("""[300]""", "3.0e2", true)]
    [InlineData("""[3.0e2]""", "300", true)]
    [InlineData("""[300]""", "\"300\"", false)]
    [InlineData("""[0]""", "-0.0", true)]
    [InlineData("""[0.1]""", "1E-1", true)]
    [InlineData("""[1]""", "true", false)]
    [InlineData("""[0]""", "false", false)]
    [InlineData("""[12345678901234567890]""", "12345678901234567890", true)]
    [InlineData("""[12345678901234567890]""", "12345678901234567891", false)]
    [InlineData("""[12345678901234567890]""", "12345678901234567890.0", false)]
    [InlineData("""[123456789012345678]""", "123456789012345678", true)]
    [InlineData("""[9007199254740993]""", "9007199254740992", false)]
    [InlineData("""[9007199254740992]""", "9007199254740992.0", true)]
    [InlineData("""[1e400]""", "1e401", false)]
    [InlineData("""[1e400]""", "1e400", true)]
    [InlineData("""[0]""", "1e-400", false)]
    [InlineData("""[1e23]""", "100000000000000000000000", true)]
    [InlineData("""[0.1]""", "0.1000000000000000055511151231257827", false)]
    [InlineData("""[true]""", "true", true)]
    [InlineData("""[true]""", "\"true\"", false)]
    [InlineData("""[true]""", "1", false)]
    [InlineData("""[false]""", "false", true)]
    [InlineData("""[false]""", "null", false)]
    [InlineData("""[null]""", "null", true)]
    [InlineData("""[null]""", "\"null\"", false)]
    [InlineData("""[null]""", "", false)]
    [InlineData("""["a"]""", "", false)]
    [InlineData("""["a"]""", "{\"a\":1}", false)]
    [InlineData("""[{"exactly":"a"}]""", "\"a\"", true)]
    [InlineData("""["10.0.0.1"]""", "\"10.0.0.1\"", true)]
    [InlineData("""["::1"]""", "\"0:0:0:0:0:0:0:1\"", true)]
    public void A_value_matches_exactly(string conditions, string value, bool expected) => Check(conditions, value, expected);

    [Theory]
    [InlineData("""[{"prefix":"eu-"}]""", "\"eu-west\"", true)]
    [InlineData("""[{"prefix":"eu-"}]""", "\"EU-west\"", false)]
    [InlineData("""[{"prefix":""}]""", "\"x\"", true)]
    [InlineData("""[{"prefix":"1"}]""", "12", false)]
    [InlineData("""[{"prefix":"eu-"}]""", "", false)]
    [InlineData("""[{"prefix":{"equals-ignore-case":"eu-"}}]""", "\"EU-west\"", true)]
    [InlineData("""[{"suffix":".png"}]""", "\"a.png\"", true)]
    [InlineData("""[{"suffix":".png"}]""", "\"a.PNG\"", false)]
    [InlineData("""[{"suffix":".png"}]""", "\".png.txt\"", false)]
    [InlineData("""[{"suffix":{"equals-ignore-case":".png"}}]""", "\"a.PNG\"", true)]
    [InlineData("""[{"equals-ignore-case":"Alice"}]""", "\"aLICE\"", true)]
    [InlineData("""[{"equals-ignore-case":"Alice"}]""", "\"alices\"", false)]
    [InlineData("""[{"equals-ignore-case":"ÄÖ"}]""", "\"äö\"", true)]
    public void A_text_matches_by_its_ends_and_without_regard_to_case(string conditions, string value, bool expected) =>
        Check(conditions, value, expected);

    [Theory]
    [InlineData("a*", "a", true)]
    [InlineData("a*", "abc", true)]
    [InlineData("a*", "ba", false)]
    [InlineData("*", "", true)]
    [InlineData("*a", "bca", true)]
    [InlineData("*a", "ab", false)]
    [InlineData("a*b*c", "abc", true)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("ab*ba", "aba", false)]
    [InlineData("*ab*ab*", "xaby", false)]
    [InlineData("*ab*ab*", "xababy", true)]
    [InlineData("abc", "abc", true)]
    [InlineData("""a\\*b""", "a*b", true)]
    [InlineData("""a\\*b""", "axb", false)]
    [InlineData("""a\\\\*""", """a\\x""", true)]
    public void A_wildcard_stands_for_any_characters(string wildcard, string value, bool expected)
    {
        Check($$"""[{"wildcard":"{{wildcard}}"}]""", $"\"{value}\"", expected);
        Check($$$"""[{"anything-but":{"wildcard":"{{{wildcard}}}"}}]""", $"\"{value}\"", !expected);
    }

    [Theory]
    [InlineData("""["=",5]""", "5.0", true)]
    [InlineData("""["=",5]""", "\"5\"", false)]
    [InlineData("""["<",5]""", "4.999999999999999999", false)]
    [InlineData("""["<",5]""", "4.99999999999999", true)]
    [InlineData("""["<",5]""", "5", false)]
    [InlineData("""["<=",5]""", "5.00", true)]
    [InlineData("""[">",5]""", "5", false)]
    [InlineData("""[">",5]""", "5.1", true)]
    [InlineData("""[">",-1]""", "-0.5", true)]
    [InlineData("""[">",-1]""", "-1.5", false)]
    [InlineData("""[">=",-5e2]""", "-500", true)]
    [InlineData("""[">",0,"<=",5]""", "0", false)]
    [InlineData("""[">",0,"<=",5]""", "5", true)]
    [InlineData("""[">=",0,"<",5]""", "0", true)]
    [InlineData("""[">=",0,"<",5]""", "5", false)]
    [InlineData("""[">",0]""", "true", false)]
    [InlineData("""[">",0]""", "null", false)]
    [InlineData("""[">",0]""", "", false)]
    [InlineData("""[">",9007199254740992]""", "9007199254740993", false)]
    [InlineData("""[">",9007199254740992]""", "9007199254740994", true)]
    [InlineData("""[">",0]""", "1e300", true)]
    [InlineData("""["<",1e-7]""", "0.00000005", true)]
    public void A_number_is_compared_as_a_64_bit_float(string range, string value, bool expected) =>
        Check($$"""[{"numeric":{{range}}}]""", value, expected);

    [Theory]
    [InlineData("10.0.0.0/24", "10.0.0.255", true)]
    [InlineData("10.0.0.0/24", "10.0.1.0", false)]
    [InlineData("10.0.0.77/24", "10.0.0.1", true)]
    [InlineData("10.0.0.0/0", "99.1.2.3", true)]
    [InlineData("10.0.0.128/25", "10.0.0.127", false)]
    [InlineData("10.0.0.128/31", "10.0.0.129", true)]
    [InlineData("10.0.0.0/8", "::1", false)]
    [InlineData("10.0.0.0/8", "10.1", false)]
    [InlineData("10.0.0.0/8", "host", false)]
    [InlineData("2001:db8::/32", "2001:DB8:0::5", true)]
    [InlineData("2001:db8::/32", "2001:db9::5", false)]
    [InlineData("2001:db8::/33", "2001:db8:8000::", false)]
    public void An_address_matches_a_network(string cidr, string value, bool expected) =>
        Check($$"""[{"cidr":"{{cidr}}"}]""", $"\"{value}\"", expected);

    [Theory]
    [InlineData("true", "1", true)]
    [InlineData("true", "null", true)]
    [InlineData("true", "[1]", true)]
    [InlineData("true", "[]", false)]
    [InlineData("true", "{\"leaf\":1}", false)]
    [InlineData("true", "", false)]
    [InlineData("false", "", true)]
    [InlineData("false", "1", false)]
    [InlineData("false", "[]", true)]
    [InlineData("false", "{\"leaf\":1}", true)]
    public void Only_a_leaf_exists(string exists, string value, bool expected) => Check($$"""[{"exists":{{exists}}}]""", value, expected);

    [Theory]
    [InlineData("\"a\"", "\"b\"", true)]
    [InlineData("\"a\"", "\"a\"", false)]
    [InlineData("\"a\"", "5", true)]
    [InlineData("\"a\"", "null", true)]
    [InlineData("\"a\"", "", false)]
    [InlineData("\"a\"", "[\"a\",\"b\"]", true)]
    [InlineData("\"a\"", "[\"a\"]", false)]
    [InlineData("5", "5.0", false)]
    [InlineData("5", "6", true)]
    [InlineData("5", "\"5\"", true)]
    [InlineData("5", "12345678901234567890", true)]
    [InlineData("[\"a\",\"b\"]", "\"b\"", false)]
    [InlineData("[\"a\",\"b\"]", "\"c\"", true)]
    [InlineData("[1,2]", "2e0", false)]
    [InlineData("[1,2]", "3", true)]
    [InlineData("""{"prefix":"eu-"}""", "\"eu-1\"", false)]
    [InlineData("""{"prefix":"eu-"}""", "\"us-1\"", true)]
    [InlineData("""{"prefix":["eu-","us-"]}""", "\"us-1\"", false)]
    [InlineData("""{"prefix":["eu-","us-"]}""", "1", true)]
    [InlineData("""{"suffix":".png"}""", "\"a.png\"", false)]
    [InlineData("""{"suffix":[".png",".jpg"]}""", "\"a.jpg\"", false)]
    [InlineData("""{"suffix":[".png",".jpg"]}""", "\"a.gif\"", true)]
    [InlineData("""{"equals-ignore-case":"ALICE"}""", "\"alice\"", false)]
    [InlineData("""{"equals-ignore-case":["ALICE","BOB"]}""", "\"bob\"", false)]
    [InlineData("""{"equals-ignore-case":["ALICE","BOB"]}""", "\"eve\"", true)]
    [InlineData("""{"wildcard":["a*","*z"]}""", "\"xyz\"", false)]
    [InlineData("""{"wildcard":["a*","*z"]}""", "\"xy\"", true)]
    public void Anything_but_takes_every_other_value(string unwanted, string value, bool expected) =>
        Check($$"""[{"anything-but":{{unwanted}}}]""", value, expected);

    [Fact]
    public void One_condition_of_several_is_enough() =>
        Check("""["x", {"prefix":"a"}, {"numeric":[">",5]}, null]""", "6", expected: true);

    private static void Check(string conditions, string value, bool expected)
    {
        var pattern = EventPattern.Parse($$$"""{"detail":{"field":{{{conditions}}}}}""");
        var json = value.Length == 0 ? """{"detail":{"other":1}}""" : $$$"""{"detail":{"field":{{{value}}},"other":1}}""";

        Assert.Equal(expected, pattern.Matches(Encoding.UTF8.GetBytes(json)));
    }
}
