import Metering
import Store

/// A reading by the number of its channel.
struct PagedReading: ReadingStatement, Hashable, Sendable {
    let at: Instant
    let value: Int64
    let channel: UInt32
    let mark: Mark
    /// False of a reading that others outrank or that cannot be: it is kept to be shown, and never answers.
    var answers = true

    func isBefore(_ other: PagedReading) -> Bool {
        channel == other.channel
            ? at.secondsSinceEpoch < other.at.secondsSinceEpoch : channel < other.channel
    }
}

/// Readings of one register, of one band of channels in one month, as bytes.
///
/// First a version (1), the distinct instants (their number, the first one, the differences between them), and the
/// number of readings. Then, for each reading in the order of channel and instant: the difference of its channel to
/// the one before; where a page has several instants, the place of its own among them, counted from the reading of
/// the same channel before it; the difference of its value to that reading. Then the marks, in runs: how many
/// readings, and the byte that they share, with bit 7 where they do not answer. All numbers are variable-length
/// integers. A daily index takes about six bytes.
enum ReadingPage {
    static let longest = 4_096
    /// Channels of a page differ in their lowest bits only.
    static let bandBits: UInt32 = 12
    private static let version: UInt8 = 1
    private static let silent: UInt8 = 0x80

    static func band(of channel: UInt32) -> UInt32 { channel >> bandBits }

    /// The channels of some bands.
    static func channels(of bands: ClosedRange<UInt32>) -> ClosedRange<UInt32> {
        bands.lowerBound << bandBits...bands.upperBound << bandBits | (1 << bandBits - 1)
    }

    // MARK: writing

    /// Precondition: the readings are of one band, in the order of channel and instant, and at most `longest`.
    static func bytes(_ readings: ArraySlice<PagedReading>) -> [UInt8] {
        var bytes = [version]
        bytes.reserveCapacity(readings.count * 7 + 32)
        let instants = distinctInstants(readings)
        append(instants, to: &bytes)
        VariableLengthInteger.append(UInt64(readings.count), to: &bytes)
        var (low, place, value) = (UInt32(0), 0, Int64(0))
        for reading in readings {
            let next = reading.channel & (1 << bandBits - 1)
            VariableLengthInteger.append(UInt64(next &- low), to: &bytes)
            if next != low { (place, value) = (0, 0) }
            if instants.count > 1 {
                let own = ReadingPage.place(of: reading.at, in: instants)
                VariableLengthInteger.append(UInt64(own - place), to: &bytes)
                place = own
            }
            VariableLengthInteger.append(signed: reading.value &- value, to: &bytes)
            (low, value) = (next, reading.value)
        }
        appendMarks(of: readings, to: &bytes)
        return bytes
    }

    private static func distinctInstants(_ readings: ArraySlice<PagedReading>) -> [Instant] {
        guard let first = readings.first?.at else { return [] }
        if readings.allSatisfy({ $0.at.secondsSinceEpoch == first.secondsSinceEpoch }) { return [first] }
        return Set(readings.map(\.at)).sorted()
    }

    private static func append(_ instants: [Instant], to bytes: inout [UInt8]) {
        VariableLengthInteger.append(UInt64(instants.count), to: &bytes)
        var last: Int64 = 0
        for instant in instants {
            VariableLengthInteger.append(signed: instant.secondsSinceEpoch &- last, to: &bytes)
            last = instant.secondsSinceEpoch
        }
    }

    private static func place(of instant: Instant, in instants: [Instant]) -> Int {
        var (low, high) = (0, instants.count)
        while low < high {
            let middle = (low + high) / 2
            if instants[middle] < instant { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func appendMarks(of readings: ArraySlice<PagedReading>, to bytes: inout [UInt8]) {
        var (run, byte) = (0, UInt8(0))
        for reading in readings {
            let next = reading.mark.rawValue & ~silent | (reading.answers ? 0 : silent)
            if next != byte, run > 0 {
                VariableLengthInteger.append(UInt64(run), to: &bytes)
                bytes.append(byte)
                run = 0
            }
            (run, byte) = (run + 1, next)
        }
        guard run > 0 else { return }
        VariableLengthInteger.append(UInt64(run), to: &bytes)
        bytes.append(byte)
    }

    // MARK: reading

    /// Nil where the bytes are no page: whatever they are, the reading ends.
    static func readings(_ bytes: [UInt8], band: UInt32) -> [PagedReading]? {
        var reader = ByteReader(bytes[...])
        do {
            guard try reader.byte() == version else { return nil }
            let instants = try readInstants(&reader)
            let count = try reader.count(atMost: longest)
            var readings = try readRows(&reader, instants, count: count, band: band)
            try readMarks(&reader, into: &readings)
            return reader.remaining == 0 ? readings : nil
        } catch {
            return nil
        }
    }

    private static func readInstants(_ reader: inout ByteReader) throws(ByteReader.EndOfBytes) -> [Instant] {
        let count = try reader.count(atMost: longest)
        var (instants, last): ([Instant], Int64) = ([], 0)
        for _ in 0..<count {
            last &+= try reader.signed()
            instants.append(Instant(secondsSinceEpoch: last))
        }
        return instants
    }

    private static func readRows(
        _ reader: inout ByteReader, _ instants: [Instant], count: Int, band: UInt32
    ) throws(ByteReader.EndOfBytes) -> [PagedReading] {
        var readings: [PagedReading] = []
        readings.reserveCapacity(count)
        var (low, place, value) = (0, 0, Int64(0))
        for _ in 0..<count {
            let further = try reader.count(atMost: 1 << Int(bandBits) - 1)
            if further > 0 { (low, place, value) = (low + further, 0, 0) }
            if instants.count > 1 { place += try reader.count(atMost: longest) }
            value &+= try reader.signed()
            guard low < 1 << Int(bandBits), place < instants.count else { throw ByteReader.EndOfBytes() }
            readings.append(
                PagedReading(
                    at: instants[place], value: value, channel: band << bandBits | UInt32(low), mark: .measured))
        }
        return readings
    }

    private static func readMarks(
        _ reader: inout ByteReader, into readings: inout [PagedReading]
    ) throws(ByteReader.EndOfBytes) {
        var start = 0
        while start < readings.count {
            let run = try reader.count(atMost: readings.count - start)
            let byte = try reader.byte()
            guard run > 0 else { throw ByteReader.EndOfBytes() }
            if byte != Mark.measured.rawValue {
                for row in start..<start + run {
                    readings[row] = readings[row].with(Mark(rawValue: byte & ~silent), answers: byte & silent == 0)
                }
            }
            start += run
        }
    }
}

extension PagedReading {
    fileprivate func with(_ mark: Mark, answers: Bool) -> PagedReading {
        PagedReading(at: at, value: value, channel: channel, mark: mark, answers: answers)
    }
}

extension ChannelNumbers {
    /// The bands of the channels, ascending, neighbours together; nil for all.
    var bands: [ClosedRange<UInt32>]? {
        guard let asked = numbers else { return nil }
        var bands: [ClosedRange<UInt32>] = []
        for number in asked {
            let band = ReadingPage.band(of: number)
            if let last = bands.last, band <= last.upperBound + 1 {
                if band > last.upperBound { bands[bands.count - 1] = last.lowerBound...band }
            } else {
                bands.append(band...band)
            }
        }
        return bands
    }
}
