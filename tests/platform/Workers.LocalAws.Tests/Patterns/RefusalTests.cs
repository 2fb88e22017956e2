using Workers.LocalAws.EventBridge.Patterns;

namespace Workers.LocalAws.Tests.Patterns;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("", "", "JSON")]
    [InlineData("{", "", "JSON")]
    [InlineData("[]", "", "not an object")]
    [InlineData("{}", "", "Empty objects")]
    [InlineData("""{"detail":{}}""", "detail", "Empty objects")]
    [InlineData("""{"detail":{"state":[]}}""", "detail.state", "Empty arrays")]
    [InlineData("""{"detail":{"state":"open"}}""", "detail.state", "must be an object or an array")]
    [InlineData("""{"source":null}""", "source", "must be an object or an array")]
    [InlineData("""{"a":[["x"]]}""", "a", "Match value must be")]
    [InlineData("""{"a":[{}]}""", "a", "name not found")]
    [InlineData("""{"a":[{"like":"x"}]}""", "a", "Unrecognized match type like")]
    [InlineData("""{"a":[{"prefix":"x","suffix":"y"}]}""", "a", "Only one key")]
    [InlineData("""{"a":[{"prefix":5}]}""", "a", "prefix match pattern must be a string")]
    [InlineData("""{"a":[{"prefix":["x"]}]}""", "a", "prefix match pattern must be a string")]
    [InlineData("""{"a":[{"prefix":{"wildcard":"x"}}]}""", "a", "Unsupported prefix pattern")]
    [InlineData("""{"a":[{"suffix":{"equals-ignore-case":5}}]}""", "a", "must be a string")]
    [InlineData("""{"a":[{"equals-ignore-case":["x"]}]}""", "a", "must be a string")]
    [InlineData("""{"a":[{"exactly":5}]}""", "a", "must be a string")]
    [InlineData("""{"a":[{"exists":"yes"}]}""", "a", "either true or false")]
    [InlineData("""{"a":[{"wildcard":5}]}""", "a", "must be a string")]
    [InlineData("""{"a":[{"wildcard":"a**b"}]}""", "a", "Consecutive wildcard")]
    [InlineData("""{"a":[{"wildcard":"a\\b"}]}""", "a", "Invalid escape")]
    [InlineData("""{"a":[{"numeric":5}]}""", "a", "must be an array")]
    [InlineData("""{"a":[{"numeric":[]}]}""", "a", "Invalid member")]
    [InlineData("""{"a":[{"numeric":["~",5]}]}""", "a", "Unrecognized numeric range operator")]
    [InlineData("""{"a":[{"numeric":["<","5"]}]}""", "a", "must be numeric")]
    [InlineData("""{"a":[{"numeric":["<"]}]}""", "a", "must be numeric")]
    [InlineData("""{"a":[{"numeric":["=",5,6]}]}""", "a", "Too many elements")]
    [InlineData("""{"a":[{"numeric":["<",5,">",1]}]}""", "a", "Too many elements")]
    [InlineData("""{"a":[{"numeric":[">",1,"=",5]}]}""", "a", "Bad numeric range operator")]
    [InlineData("""{"a":[{"numeric":[">",1,"<",5,"<",6]}]}""", "a", "Too many terms")]
    [InlineData("""{"a":[{"numeric":[">",5,"<",1]}]}""", "a", "Bottom must be less than top")]
    [InlineData("""{"a":[{"cidr":"10.0.0.0"}]}""", "a", "one '/' required")]
    [InlineData("""{"a":[{"cidr":"10.0.0.0/x"}]}""", "a", "must be an integer")]
    [InlineData("""{"a":[{"cidr":"10.0.0.0/-1"}]}""", "a", "must not be negative")]
    [InlineData("""{"a":[{"cidr":"10.0.0.0/32"}]}""", "a", "IPv4 mask bits must be < 32")]
    [InlineData("""{"a":[{"cidr":"::/128"}]}""", "a", "IPv6 mask bits must be < 128")]
    [InlineData("""{"a":[{"cidr":"host/8"}]}""", "a", "Nonstandard IP address")]
    [InlineData("""{"a":[{"anything-but":null}]}""", "a", "must be an array or single string/number")]
    [InlineData("""{"a":[{"anything-but":[]}]}""", "a", "Inside anything but list")]
    [InlineData("""{"a":[{"anything-but":["x",1]}]}""", "a", "mixed type is not supported")]
    [InlineData("""{"a":[{"anything-but":[true]}]}""", "a", "not supported")]
    [InlineData("""{"a":[{"anything-but":{"numeric":["<",5]}}]}""", "a", "Unsupported anything-but pattern")]
    [InlineData("""{"a":[{"anything-but":{"prefix":""}}]}""", "a", "Null prefix/suffix")]
    [InlineData("""{"a":[{"anything-but":{"prefix":[1]}}]}""", "a", "must be a string")]
    [InlineData("""{"a":[{"anything-but":{"wildcard":"**"}}]}""", "a", "Consecutive wildcard")]
    [InlineData("""{"a":[{"anything-but":{"prefix":{"equals-ignore-case":"x"}}}]}""", "a",
        "Value of anything-but must be an array or single string/number value.")]
    [InlineData("""{"a":[{"anything-but":{"suffix":null}}]}""", "a", "Value of anything-but must be an array or single string/number value.")]
    [InlineData("""{"a":[{"anything-but":12345678901234567890}]}""", "a", "Cannot compare number : 12345678901234567890")]
    [InlineData("""{"a":[{"anything-but":[1,1e400]}]}""", "a", "Cannot compare number : 1e400")]
    [InlineData("""{"a":[{"numeric":["=",9007199254740993]}]}""", "a", "Cannot compare number : 9007199254740993")]
    [InlineData("""{"a":[{"numeric":[">",0,"<",0.12345678901234567]}]}""", "a", "Cannot compare number : 0.12345678901234567")]
    [InlineData("""{"a":[{"wildcard":"arn:aws:events:us-east-1:**:event-bus/*"}]}""", "a", "Consecutive wildcard characters at pos 26")]
    [InlineData("""{"a":[{"wildcard":"é\\b"}]}""", "a", "Invalid escape character at pos 3")]
    [InlineData("""{"a":[{"cidr":["x"]}]}""", "a", "prefix match pattern must be a string")]
    [InlineData("""{"$or":[{"a":["x"]}]}""", "$or", "at least 2 Objects")]
    [InlineData("""{"d":{"$or":[{"a":["x"]},{}]}}""", "d", "Empty objects")]
    [InlineData("""{"a":["\ud800"]}""", "", "not valid Unicode")]
    public void A_pattern_that_means_nothing_is_refused_with_its_place(string pattern, string place, string reason)
    {
        var refusal = Assert.Throws<InvalidEventPatternException>(() => EventPattern.Parse(pattern));

        Assert.Equal(place, refusal.Place);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_line_of_a_refusal_is_that_of_aws_and_the_second_has_the_place() => Assert.Equal(
        "Empty arrays are not allowed\n at detail.state",
        Assert.Throws<InvalidEventPatternException>(() => EventPattern.Parse("""{"detail":{"state":[]}}""")).Message);

    [Fact]
    public void Too_many_combinations_of_or_are_refused()
    {
        const string Or = "\"$or\":[{\"A\":[1]},{\"B\":[1]},{\"C\":[1]},{\"D\":[1]}]";
        var pattern = $"{{{string.Join(',', Enumerable.Range(0, 6).Select(level => $"\"l{level}\":{{{Or}}}"))}}}";

        Assert.Contains("too complex", Assert.Throws<InvalidEventPatternException>(() => EventPattern.Parse(pattern)).Message,
            StringComparison.Ordinal);
    }
}
