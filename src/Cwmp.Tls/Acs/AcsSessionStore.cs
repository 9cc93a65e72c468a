// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Acs.Sessions;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Acs;

/// <summary>
/// The open sessions of an engine, found by token, by connection and by device, and the farewells of those that ended lately. In memory;
/// nothing outside this type knows that. Thread-safe.
/// </summary>
internal sealed class AcsSessionStore(int capacity, AcsIdentityOptions rules)
{
    private const int MaxFarewells = 4096;

    // Held while a session is put under its keys or taken out, so that none is left under one of them; looking up needs no lock.
    private readonly Lock _filing = new();
    private readonly ConcurrentDictionary<ulong, AcsConversation> _byToken = new();
    private readonly ConcurrentDictionary<string, AcsConversation> _byConnection = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<DeviceIdentity, AcsConversation> _byDevice = new();

    private readonly Lock _farewellGate = new();
    private readonly Queue<AcsFarewell> _farewells = new();
    private readonly Dictionary<ulong, AcsFarewell> _farewellByToken = [];
    private readonly Dictionary<string, AcsFarewell> _farewellByConnection = new(StringComparer.Ordinal);
    private readonly Dictionary<DeviceIdentity, AcsFarewell> _farewellByDevice = [];

    private int _count;

    /// <summary>How many places are taken.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>All open sessions, as they come and go.</summary>
    public IEnumerable<AcsConversation> All
    {
        get
        {
            foreach (KeyValuePair<ulong, AcsConversation> entry in _byToken)
            {
                yield return entry.Value;
            }
        }
    }

    /// <summary>Takes a place for a session to come.</summary>
    public bool TryReserve()
    {
        if (Interlocked.Increment(ref _count) <= capacity)
        {
            return true;
        }

        Interlocked.Decrement(ref _count);
        return false;
    }

    /// <summary>Gives a place back.</summary>
    /// <returns>Whether it was the last one taken.</returns>
    public bool Unreserve() => Interlocked.Decrement(ref _count) == 0;

    /// <summary>Files a session, for which a place is reserved.</summary>
    /// <returns>The session the device had open so far, or null.</returns>
    public AcsConversation? Add(AcsConversation conversation)
    {
        lock (_filing)
        {
            _byDevice.TryGetValue(conversation.Binding.Key, out AcsConversation? previous);
            _byDevice[conversation.Binding.Key] = conversation;
            _byToken[conversation.Token.Selector] = conversation;
            if (conversation.ConnectionKey is { } key)
            {
                _byConnection[key] = conversation;
            }

            return previous;
        }
    }

    /// <summary>Takes a session out and gives its place back.</summary>
    /// <returns>Whether its place was the last one taken.</returns>
    public bool Remove(AcsConversation conversation)
    {
        lock (_filing)
        {
            _byToken.TryRemove(KeyValuePair.Create(conversation.Token.Selector, conversation));
            _byDevice.TryRemove(KeyValuePair.Create(conversation.Binding.Key, conversation));
            Unfile(conversation);
        }

        return Unreserve();
    }

    /// <summary>Files a session under the connection its last POST came on.</summary>
    public void Move(AcsConversation conversation, string? connectionKey)
    {
        if (conversation.ConnectionKey == connectionKey)
        {
            return;
        }

        lock (_filing)
        {
            Unfile(conversation);
            conversation.ConnectionKey = connectionKey;

            // A session that has ended was taken out already, or is about to be.
            if (connectionKey is not null && !conversation.IsOver)
            {
                _byConnection.TryAdd(connectionKey, conversation);
            }
        }
    }

    /// <summary>
    /// The session of a POST: by its tokens, or by its connection where a CPE returns no token that is known. A CPE that returns none at
    /// all and opens a connection for each POST is known by the identity it proves each time.
    /// </summary>
    public bool TryFind(AcsRequest request, [NotNullWhen(true)] out AcsConversation? conversation)
    {
        for (int i = 0; i < request.SessionTokens.Count && i < AcsRequest.MaxSessionTokens; i++)
        {
            if (AcsSessionToken.TryParse(request.SessionTokens[i], out AcsSessionToken? token) &&
                _byToken.TryGetValue(token.Selector, out conversation) && conversation.Token.Matches(token))
            {
                conversation.HasReturnedToken = true;
                return true;
            }
        }

        if (request.ConnectionKey is { } key && _byConnection.TryGetValue(key, out conversation))
        {
            return true;
        }

        // Not a CPE that knows its cookies: a late POST of its last session must not end up in the present one.
        conversation = request.SessionTokens.Count == 0 && request.Evidence.ProvenDevice is { } device
            && Find(device) is { HasReturnedToken: false } open ? open : null;
        return conversation is not null;
    }

    /// <summary>The open session of a device.</summary>
    public AcsConversation? Find(DeviceIdentity device) => _byDevice.GetValueOrDefault(rules.KeyOf(device));

    /// <summary>Keeps a farewell; the oldest one makes room.</summary>
    public void Add(AcsFarewell farewell)
    {
        lock (_farewellGate)
        {
            _farewells.Enqueue(farewell);
            _farewellByToken[farewell.Token.Selector] = farewell;
            if (farewell.ConnectionKey is { } key)
            {
                _farewellByConnection[key] = farewell;
            }

            if (!farewell.HasReturnedToken)
            {
                _farewellByDevice[farewell.Binding.Key] = farewell;
            }

            if (_farewells.Count > MaxFarewells)
            {
                Forget();
            }
        }
    }

    /// <summary>Forgets the farewells whose time is over.</summary>
    public void ForgetFarewells(long now)
    {
        lock (_farewellGate)
        {
            while (_farewells.TryPeek(out AcsFarewell? oldest) && oldest.ExpiresAt <= now)
            {
                Forget();
            }
        }
    }

    /// <summary>The farewell a POST asks for, found as a session is.</summary>
    public bool TryFindFarewell(AcsRequest request, [NotNullWhen(true)] out AcsFarewell? farewell)
    {
        lock (_farewellGate)
        {
            for (int i = 0; i < request.SessionTokens.Count && i < AcsRequest.MaxSessionTokens; i++)
            {
                if (AcsSessionToken.TryParse(request.SessionTokens[i], out AcsSessionToken? token) &&
                    _farewellByToken.TryGetValue(token.Selector, out farewell) && farewell.Token.Matches(token))
                {
                    return true;
                }
            }

            if (request.ConnectionKey is { } key && _farewellByConnection.TryGetValue(key, out farewell))
            {
                return true;
            }

            farewell = null;
            return request.SessionTokens.Count == 0 && request.Evidence.ProvenDevice is { } device && Find(device) is null &&
                _farewellByDevice.TryGetValue(rules.KeyOf(device), out farewell);
        }
    }

    private void Unfile(AcsConversation conversation)
    {
        if (conversation.ConnectionKey is { } key)
        {
            _byConnection.TryRemove(KeyValuePair.Create(key, conversation));
        }
    }

    private void Forget()
    {
        AcsFarewell oldest = _farewells.Dequeue();
        _farewellByToken.Remove(oldest.Token.Selector);
        if (oldest.ConnectionKey is { } key && _farewellByConnection.TryGetValue(key, out AcsFarewell? filed) && filed == oldest)
        {
            _farewellByConnection.Remove(key);
        }

        if (_farewellByDevice.TryGetValue(oldest.Binding.Key, out AcsFarewell? latest) && latest == oldest)
        {
            _farewellByDevice.Remove(oldest.Binding.Key);
        }
    }
}
