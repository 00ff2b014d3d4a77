import Foundation
import Store

/// How likely each class of residual is in each context: the tables of one block for asymmetric numeral coding.
///
/// Source: J. Duda, *Asymmetric numeral systems* (2013), in its range variant; frequencies sum to 2,048.
struct SeriesModel {
    static let precision: UInt32 = 11
    static let scale = 1 << Int(precision)

    /// One class in one table.
    struct Class {
        let symbol: Int
        let frequency: Int
        /// The frequencies of those before it.
        let start: Int
    }

    /// The table of each context.
    private(set) var tables: [Int] = []
    /// All tables' classes, table after table.
    private(set) var classes: [Class] = []
    /// For each table the first context and the first class after it.
    private var bounds: [(context: Int, place: Int)] = []
    /// Where each class of each table stands among the classes: for the writer.
    private var positions: [Int] = []

    var tableCount: Int { bounds.count }

    // MARK: making

    /// A model of counted classes. Neighbouring contexts share a table where that takes fewer bytes.
    init(_ histogram: SeriesHistogram) {
        for (bound, counts) in histogram.merged() {
            let present = counts.indices.filter { counts[$0] > 0 }
            let first = classes.count
            add(Array(zip(present, SeriesModel.frequencies(present.map { counts[$0] }))), until: bound)
            var positions = Array(repeating: 0, count: ResidualClass.symbolCount)
            for (place, symbol) in present.enumerated() { positions[symbol] = first + place }
            self.positions += positions
        }
        finish()
    }

    private mutating func add(_ classes: [(symbol: Int, frequency: Int)], until bound: Int) {
        tables += repeatElement(bounds.count, count: bound - tables.count)
        var start = 0
        for (symbol, frequency) in classes {
            self.classes.append(Class(symbol: symbol, frequency: frequency, start: start))
            start += frequency
        }
        bounds.append((bound, self.classes.count))
    }

    /// Contexts above the last that was seen use its table.
    private mutating func finish() {
        if !bounds.isEmpty { tables += repeatElement(bounds.count - 1, count: ResidualContext.count - tables.count) }
    }

    /// Shares of 2,048, at least 1 each.
    private static func frequencies(_ counts: [Int]) -> [Int] {
        let total = counts.reduce(0, +)
        var shares = counts.map { max(1, ($0 * scale + total / 2) / total) }
        var excess = shares.reduce(0, +) - scale
        while excess != 0 {
            // The largest share bears a change of one most easily.
            guard let largest = shares.indices.max(by: { shares[$0] < shares[$1] }) else { break }
            let change = excess > 0 ? min(excess, max(1, shares[largest] / 16)) : excess
            shares[largest] -= change
            excess -= change
        }
        return shares
    }

    /// Precondition: the class was counted in this context.
    @inline(__always)
    func entry(of symbol: Int, in context: Int) -> Class {
        classes[positions[tables[context] * ResidualClass.symbolCount + symbol]]
    }

    // MARK: bytes

    func append(to bytes: inout [UInt8]) {
        VariableLengthInteger.append(UInt64(bounds.count), to: &bytes)
        var last = (context: 0, place: 0)
        for bound in bounds {
            VariableLengthInteger.append(UInt64(bound.context - last.context), to: &bytes)
            SeriesModel.append(classes[last.place..<bound.place], to: &bytes)
            last = bound
        }
    }

    /// The number of classes, then for each its frequency above the distance to the class before: two bits of it,
    /// and the rest apart where they do not suffice.
    private static func append(_ classes: ArraySlice<Class>, to bytes: inout [UInt8]) {
        VariableLengthInteger.append(UInt64(classes.count), to: &bytes)
        var last = -1
        for each in classes {
            let distance = each.symbol - last - 1
            last = each.symbol
            VariableLengthInteger.append(UInt64(each.frequency << 2 | min(distance, 3)), to: &bytes)
            if distance >= 3 { VariableLengthInteger.append(UInt64(distance - 3), to: &bytes) }
        }
    }

    init(_ reader: inout ByteReader) throws(ByteReader.EndOfBytes) {
        let count = try reader.count(atMost: ResidualContext.count)
        tables.reserveCapacity(ResidualContext.count)
        classes.reserveCapacity(count * 48)
        for _ in 0..<count {
            let width = try reader.count(atMost: ResidualContext.count - tables.count)
            guard width > 0 else { throw ByteReader.EndOfBytes() }
            tables += repeatElement(bounds.count, count: width)
            try readClasses(&reader)
            bounds.append((tables.count, classes.count))
        }
        finish()
    }

    private mutating func readClasses(_ reader: inout ByteReader) throws(ByteReader.EndOfBytes) {
        var (symbol, total) = (-1, 0)
        for _ in 0..<(try reader.count(atMost: ResidualClass.symbolCount)) {
            let packed = try reader.count(atMost: SeriesModel.scale << 2 | 3)
            let further = packed & 3 == 3 ? try reader.count(atMost: ResidualClass.symbolCount) : 0
            symbol += 1 + packed & 3 + further
            guard symbol < ResidualClass.symbolCount, symbol & 0xFF <= ResidualClass.largest, packed >> 2 > 0
            else { throw ByteReader.EndOfBytes() }
            classes.append(Class(symbol: symbol, frequency: packed >> 2, start: total))
            total += packed >> 2
        }
        guard total == SeriesModel.scale else { throw ByteReader.EndOfBytes() }
    }
}

/// Counts of classes by context.
struct SeriesHistogram {
    /// For each context its counts, as many as the classes seen in it reach; none where it was not seen.
    private var counts = Array(repeating: [Int](), count: ResidualContext.count)
    /// Bits that are not entropy-coded.
    private var rawBits = 0

    mutating func add(_ context: Int, _ symbol: Int) {
        if counts[context].count <= symbol {
            counts[context] += repeatElement(0, count: symbol + 1 - counts[context].count)
        }
        counts[context][symbol] += 1
        rawBits += ResidualClass.rawBits(of: symbol)
    }

    /// Bytes that the counted series will take, tables included.
    var estimatedBytes: Double {
        (Double(rawBits) + merged().reduce(0) { $0 + SeriesHistogram.bits($1.counts) }) / 8
    }

    /// Counts of neighbouring contexts, joined as long as that saves bits, each with the first context after it.
    func merged() -> [(bound: Int, counts: [Int])] {
        var groups: [(bound: Int, counts: [Int], bits: Double)] = []
        for (context, here) in counts.enumerated() where !here.isEmpty {
            groups.append((context + 1, here, SeriesHistogram.bits(here)))
        }
        var joined = zip(groups, groups.dropFirst()).map { SeriesHistogram.joined($0, $1) }
        while let best = joined.indices.max(by: { gain(groups, joined, $0) < gain(groups, joined, $1) }),
            gain(groups, joined, best) > 0
        {
            groups[best] = joined[best]
            groups.remove(at: best + 1)
            joined.remove(at: best)
            if best < joined.count { joined[best] = SeriesHistogram.joined(groups[best], groups[best + 1]) }
            if best > 0 { joined[best - 1] = SeriesHistogram.joined(groups[best - 1], groups[best]) }
        }
        return groups.map { ($0.bound, $0.counts) }
    }

    private typealias Group = (bound: Int, counts: [Int], bits: Double)

    private func gain(_ groups: [Group], _ joined: [Group], _ index: Int) -> Double {
        groups[index].bits + groups[index + 1].bits - joined[index].bits
    }

    private static func joined(_ left: Group, _ right: Group) -> Group {
        var (counts, further) = (left.counts, right.counts)
        if counts.count < further.count { swap(&counts, &further) }
        for symbol in further.indices { counts[symbol] += further[symbol] }
        return (right.bound, counts, bits(counts))
    }

    /// The entropy of the classes, and about 12 bits for each that the table lists.
    private static func bits(_ counts: [Int]) -> Double {
        var (total, bits) = (0, 16.0)
        for count in counts where count > 0 {
            total += count
            bits += 12 - Double(count) * log2(Double(count))
        }
        return total > 0 ? bits + Double(total) * log2(Double(total)) : bits
    }
}
