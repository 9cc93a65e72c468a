// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization.Codecs;

namespace Cwmp.Tls.Tests.Messages;

/// <summary>Every RPC is in <see cref="CwmpMethod.All"/>, with its two messages and its codec.</summary>
public sealed class CwmpMethodTests
{
    private static readonly Type[] Untyped =
        [typeof(VendorRequest), typeof(VendorResponse), typeof(MalformedRequest), typeof(MalformedResponse)];

    [Fact]
    public void Every_request_and_every_response_belongs_to_an_rpc_of_the_list()
    {
        IEnumerable<Type> messages = typeof(CwmpMessage).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && (type.IsSubclassOf(typeof(CwmpRequest)) || type.IsSubclassOf(typeof(CwmpResponse))))
            .Except(Untyped);

        CwmpMethod.All.SelectMany(method => new[] { method.RequestType, method.ResponseType }).Should().BeEquivalentTo(messages);
    }

    [Fact]
    public void Every_rpc_of_the_list_has_its_codec_and_no_codec_is_without_an_rpc()
    {
        RpcCodecs.Standard.All.Select(codec => (codec.MethodName, codec.RequestType, codec.ResponseType))
            .Should().BeEquivalentTo(CwmpMethod.All.Select(method => (method.Name, method.RequestType, method.ResponseType)));
    }

    [Fact]
    public void Types_are_named_after_their_rpc()
    {
        CwmpMethod.All.Select(method => (method.RequestType.Name, method.ResponseType.Name))
            .Should().Equal(CwmpMethod.All.Select(method => (method.Name, method.Name + "Response")));
    }

    [Fact]
    public void Every_rpc_is_found_by_its_name_and_by_its_request()
    {
        CwmpMethod.All.Should().OnlyContain(method => IsFound(method));
        CwmpMethod.TryFind("getparametervalues", out _).Should().BeFalse("case counts");
        CwmpMethod.Of<Reboot>().Name.Should().Be("Reboot");
        FluentActions.Invoking(() => CwmpMethod.Of<VendorRequest>()).Should().Throw<ArgumentException>();
    }

    private static bool IsFound(CwmpMethod method) =>
        CwmpMethod.TryFind(method.Name, out CwmpMethod? found) && ReferenceEquals(found, method);

    [Fact]
    public void Every_rpc_is_answered_by_one_side_at_least()
    {
        CwmpMethod.All.Should().OnlyContain(method => method.AnsweredByAcs || method.AnsweredByCpe);
    }
}
