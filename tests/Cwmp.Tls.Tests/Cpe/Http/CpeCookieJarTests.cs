// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Http;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Cpe.Http;

/// <summary>RFC 6265 §5, as far as one CWMP session needs it.</summary>
public sealed class CpeCookieJarTests
{
    private static readonly Uri Acs = new("https://acs.example/cwmp/inform");

    private readonly CpeCookieJar _jar = new(new FakeTimeProvider(new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero)));

    [Theory]
    [InlineData("a=1", "a=1")]
    [InlineData("a=1; Path=/; HttpOnly; SameSite=Lax; Unknown=x", "a=1")]
    [InlineData(" a = 1 ;Secure", "a=1")]
    [InlineData("a=\"x y\"", "a=\"x y\"")]
    [InlineData("a=b=c", "a=b=c")]
    [InlineData("a=", "a=")]
    [InlineData("a=1; Expires=Wed, 09 Jun 2100 10:18:14 GMT", "a=1")]
    [InlineData("a=1; Max-Age=60", "a=1")]
    [InlineData("a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a=1")]
    [InlineData("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", "a=1")]
    [InlineData("a=1; Path=cwmp", "a=1")]
    [InlineData("a=1; Domain=", "a=1")]
    public void Cookie_is_sent_back_as_it_came(string header, string expected)
    {
        _jar.Set(Acs, header);

        _jar.GetHeader(Acs).Should().Be(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no-equals-sign")]
    [InlineData("=value")]
    [InlineData("a=1\r\nX: y")]
    [InlineData("a=\u00e9")]
    [InlineData("a=1; Domain=other.example")]
    [InlineData("a=1; Domain=example")]
    [InlineData("a=1; Domain=cs.example")]
    [InlineData("a=1; Max-Age=0")]
    [InlineData("a=1; Max-Age=-1")]
    [InlineData("a=1; Max-Age=0; Expires=Wed, 09 Jun 2100 10:18:14 GMT")]
    [InlineData("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("a=1; Path=/other")]
    [InlineData("a=1; Path=/cwmp/inf")]
    public void Cookie_that_makes_no_sense_or_belongs_elsewhere_is_not_sent(string header)
    {
        _jar.Set(Acs, header);

        _jar.GetHeader(Acs).Should().BeNull();
    }

    [Theory]
    [InlineData("https://acs.example/cwmp", true)]
    [InlineData("https://acs.example/cwmp/other", true)]
    [InlineData("https://acs.example/cwmpx", false)]
    [InlineData("https://acs.example/", false)]
    [InlineData("https://sub.acs.example/cwmp", false)]
    [InlineData("http://acs.example/cwmp", true)]
    public void Cookie_without_attributes_belongs_to_its_host_and_folder(string url, bool expected)
    {
        _jar.Set(Acs, "a=1");

        (_jar.GetHeader(new Uri(url)) is not null).Should().Be(expected);
    }

    [Fact]
    public void Secure_cookie_stays_inside_tls()
    {
        _jar.Set(Acs, "a=1; Secure; Path=/");

        _jar.GetHeader(new Uri("http://acs.example/")).Should().BeNull();
        _jar.GetHeader(new Uri("https://acs.example/")).Should().Be("a=1");
    }

    [Fact]
    public void Domain_cookie_goes_to_every_host_below_and_to_no_other()
    {
        _jar.Set(Acs, "a=1; Domain=.acs.example; Path=/");

        _jar.GetHeader(new Uri("https://node.acs.example/")).Should().Be("a=1");
        _jar.GetHeader(new Uri("https://notacs.example/")).Should().BeNull();
    }

    [Fact]
    public void Address_has_no_domain_above_it()
    {
        Uri address = new("https://192.0.2.1/");
        _jar.Set(address, "a=1; Domain=2.1");

        _jar.Count.Should().Be(0);
    }

    [Fact]
    public void Several_cookies_of_more_than_512_octets_come_back_longest_path_first()
    {
        string value = new('x', 300);
        _jar.Set(Acs, $"root={value}; Path=/");
        _jar.Set(Acs, $"folder={value}; Path=/cwmp");
        _jar.Set(Acs, "last=1; Path=/");

        _jar.GetHeader(Acs).Should().Be($"folder={value}; root={value}; last=1");
    }

    [Fact]
    public void Same_name_host_and_path_is_one_cookie()
    {
        _jar.Set(Acs, "a=1");
        _jar.Set(Acs, "a=2");
        _jar.Set(Acs, "a=3; Path=/");

        _jar.GetHeader(Acs).Should().Be("a=2; a=3");
        _jar.Set(Acs, "a=; Max-Age=0");
        _jar.GetHeader(Acs).Should().Be("a=3");
    }

    [Fact]
    public void Jar_cannot_be_made_to_overflow()
    {
        for (int i = 0; i < 1000; i++)
        {
            _jar.Set(Acs, $"c{i}={new string('x', 1000)}");
            _jar.Set(Acs, $"d{i}=1");
        }

        _jar.Set(Acs, "long=" + new string('x', CpeCookieJar.MaximumLength));

        _jar.Count.Should().BeLessThanOrEqualTo(CpeCookieJar.MaximumCookies);
        _jar.GetHeader(Acs)!.Length.Should().BeLessThanOrEqualTo(CpeCookieJar.MaximumLength);
    }
}
