// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.Tests.ConnectionRequests;

public sealed class HttpAuthenticationHeaderTests
{
    [Fact]
    public void Commas_and_escapes_inside_quoted_strings_belong_to_the_value()
    {
        HttpAuthenticationElement element = ParseOne("""Digest realm="a, b=\"c\" \\ d", qop="auth,auth-int" , nonce="n" """);

        element["realm"].Should().Be("a, b=\"c\" \\ d");
        element["qop"].Should().Be("auth,auth-int");
        element["NONCE"].Should().Be("n");
    }

    [Fact]
    public void Values_without_quotes_are_read_even_where_they_are_not_tokens()
    {
        HttpAuthenticationElement element = ParseOne("Digest algorithm=MD5, uri=/acs?a=b;c, nonce=ab/c==, stale = true");

        element["algorithm"].Should().Be("MD5");
        element["uri"].Should().Be("/acs?a=b;c");
        element["nonce"].Should().Be("ab/c==");
        element["stale"].Should().Be("true");
    }

    [Fact]
    public void Several_challenges_in_one_header_are_told_apart()
    {
        List<HttpAuthenticationElement> elements =
            Parse("""Negotiate, Digest realm="r", nonce=n,, NTLM abc==, Basic realm="Digest x=y" """);

        elements.Select(e => e.Scheme).Should().Equal("Negotiate", "Digest", "NTLM", "Basic");
        elements[1]["nonce"].Should().Be("n");
        elements[2].Token68.Should().Be("abc==");
        elements[3]["realm"].Should().Be("Digest x=y");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ,")]
    [InlineData("=")]
    [InlineData("realm=\"no scheme\"")]
    [InlineData("Digest realm=\"never closed")]
    [InlineData("Digest realm=\"never closed\\")]
    [InlineData("Digest\"x\"")]
    [InlineData("Digest realm=\"a\", realm=\"b\"")]
    [InlineData("Digest realm=\"a\", REALM=\"a\"")]
    [InlineData("Digest realm=a\"b\"")]
    [InlineData("Digest realm=\"a\nb\"")]
    [InlineData("Digest realm=\"a\0b\"")]
    [InlineData("Basic abc==, x=y")]
    [InlineData("Dig{est x=y")]
    public void Malformed_and_ambiguous_headers_are_refused(string header) =>
        HttpAuthenticationHeader.TryParse(header, []).Should().BeFalse();

    [Fact]
    public void Length_parameters_and_challenges_are_limited()
    {
        string parameters = string.Join(", ", Enumerable.Range(0, HttpAuthenticationHeader.MaxParameters).Select(i => $"p{i}=v"));
        string challenges = string.Join(", ", Enumerable.Repeat("A", HttpAuthenticationHeader.MaxElements));
        string longest = "A x=" + new string('v', HttpAuthenticationHeader.MaxLength - 4);

        HttpAuthenticationHeader.TryParse("A " + parameters, []).Should().BeTrue();
        HttpAuthenticationHeader.TryParse("A " + parameters + ", more=v", []).Should().BeFalse();
        HttpAuthenticationHeader.TryParse(challenges, []).Should().BeTrue();
        HttpAuthenticationHeader.TryParse(challenges + ", A", []).Should().BeFalse();
        HttpAuthenticationHeader.TryParse(longest, []).Should().BeTrue();
        HttpAuthenticationHeader.TryParse(longest + "v", []).Should().BeFalse();
    }

    [Fact]
    public void Every_cut_of_a_header_is_read_or_refused_without_an_exception()
    {
        const string Header =
            """Digest username="a\"b", realm="r,s", nonce=n==, uri="/x", response="0", qop=auth, nc=00000001, cnonce="c" """;

        Action parseAll = () =>
        {
            for (int i = 0; i <= Header.Length; i++)
            {
                HttpAuthenticationHeader.TryParse(Header.AsSpan(0, i), []);
                HttpAuthorization.TryParse(Header[..i], out _);
            }
        };

        parseAll.Should().NotThrow();
    }

    private static List<HttpAuthenticationElement> Parse(string header)
    {
        var elements = new List<HttpAuthenticationElement>();
        HttpAuthenticationHeader.TryParse(header, elements).Should().BeTrue();
        return elements;
    }

    private static HttpAuthenticationElement ParseOne(string header) => Parse(header).Should().ContainSingle().Subject;
}
