// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Tracing;

/// <summary>The frames of a recorder while it runs, within the limits of <see cref="HandshakeTrace"/>. Not thread-safe.</summary>
internal sealed class FrameList
{
    // Beyond MaxFrames only how the connection ended is still taken in: it is what a reader looks for last.
    private const int ReservedForTheEnd = 8;

    private readonly List<Entry> _entries = [];
    private int _detailBytes;

    public long Dropped { get; private set; }

    public void Add(
        DateTimeOffset time,
        RecordReader reader,
        HandshakeFrameKind kind,
        ushort? chosenVersion,
        long length,
        HandshakeDetails? details,
        bool isMalformed)
    {
        if (kind == HandshakeFrameKind.ApplicationData && _entries.Count > 0
            && _entries[^1] is { Kind: HandshakeFrameKind.ApplicationData } last &&
            last.Reader == reader && ReferenceEquals(last.Details, details))
        {
            last.Length += length;
            last.Records++;
            return;
        }

        Add(new Entry(time, reader, kind)
        {
            RecordVersion = reader.RecordVersion,
            Version = kind == HandshakeFrameKind.ClientHello ? reader.RecordVersion : chosenVersion ?? reader.RecordVersion,
            Length = length,
            Records = 1,
            Details = details,
            IsMalformed = isMalformed,
        });
    }

    public void AddNotTls(DateTimeOffset time, RecordReader reader) => Add(new Entry(time, reader, HandshakeFrameKind.NotTls));

    public void AddEnd(DateTimeOffset time, RecordReader reader, HandshakeFrameKind kind) =>
        Add(new Entry(time, reader, kind) { Details = reader.Position is string position ? new NoteDetails { Note = position } : null });

    public HandshakeFrame[] ToFrames()
    {
        var frames = new HandshakeFrame[_entries.Count];
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i] = _entries[i].ToFrame(i + 1);
        }

        return frames;
    }

    private void Add(Entry entry)
    {
        bool isEnd = entry.Kind is HandshakeFrameKind.Alert or HandshakeFrameKind.EndOfStream or HandshakeFrameKind.Reset;
        if (_entries.Count >= HandshakeTrace.MaxFrames + (isEnd ? ReservedForTheEnd : 0))
        {
            Dropped++;
            return;
        }

        int weight = entry.Details?.Weight ?? 0;
        if (_detailBytes + weight > HandshakeTrace.MaxDetailBytes)
        {
            entry.Details = null;
            weight = 0;
        }

        _detailBytes += weight;
        _entries.Add(entry);
    }

    private sealed class Entry(DateTimeOffset time, RecordReader reader, HandshakeFrameKind kind)
    {
        public HandshakeFrameKind Kind => kind;

        public RecordReader Reader => reader;

        public ushort? RecordVersion { get; init; }

        public ushort? Version { get; init; }

        public long Length { get; set; }

        public int Records { get; set; }

        public HandshakeDetails? Details { get; set; }

        public bool IsMalformed { get; init; }

        public HandshakeFrame ToFrame(int number) => new()
        {
            Number = number,
            Time = time,
            Direction = reader.Direction,
            Kind = kind,
            RecordVersion = RecordVersion is ushort record ? TlsParameter.Version(record) : null,
            Version = Version is ushort version ? TlsParameter.Version(version) : null,
            Length = kind == HandshakeFrameKind.NotTls ? reader.BytesOutsideRecords : Length,
            Records = Records,
            Details = kind == HandshakeFrameKind.NotTls ? GuessWhat() : Details,
            IsMalformed = IsMalformed,
        };

        // The bytes that tell one protocol from another may come after the first wrong one, so the guess waits until somebody asks.
        private NotTlsDetails GuessWhat() => new()
        {
            Guess = reader.Records == 0
                ? FirstBytes.Classify(reader.First).Text
                : string.Create(CultureInfo.InvariantCulture, $"no TLS record where the {reader.Records + 1}. should begin"),
        };
    }
}
