import Metering
import Store

/// The sums over all rows of a month block, interval by interval: what answers for sets that contain the whole
/// block. Only newest revisions count; blocks of several steps or units have none.
struct BlockSums {
    let step: Step
    let unit: Unit
    private let firstDay: CivilDay
    fileprivate let days: [Day]

    fileprivate struct Day {
        /// Rows that have the day.
        var rows = 0
        var sums: [Int64] = []
        /// Corrected, estimated and missing values of each interval; empty where all are measured.
        var marked: [[Int]] = []
    }

    init?(_ rows: [MonthRow], from first: CivilDay) {
        let newest = rows.filter(\.isNewest)
        guard let curve = newest.first?.days.first?.curve,
            newest.allSatisfy({ $0.days[0].curve.step == curve.step && $0.days[0].curve.unit == curve.unit })
        else { return nil }
        (step, unit, firstDay) = (curve.step, curve.unit, first)
        var days: [Day] = []
        for row in newest {
            for entry in row.days {
                let index = Int(entry.day.daysSinceEpoch - first.daysSinceEpoch)
                while days.count <= index { days.append(Day()) }
                days[index].add(entry.curve)
            }
        }
        self.days = days
    }

    /// As a section of the block.
    var bytes: [UInt8] {
        var bytes = [step.code | unit.rawValue << 4]
        for day in days {
            VariableLengthInteger.append(UInt64(day.rows), to: &bytes)
            guard day.rows > 0 else { continue }
            var last: Int64 = 0
            for sum in day.sums {
                VariableLengthInteger.append(signed: sum - last, to: &bytes)
                last = sum
            }
            bytes.append(day.marked.isEmpty ? 0 : 1)
            for count in day.marked.joined() { VariableLengthInteger.append(UInt64(count), to: &bytes) }
        }
        return MonthBlock.sealed(bytes)
    }

    /// Reads the section of a block, or nil where it has none.
    init?(_ section: [UInt8], of block: MonthBlock) throws(MonthBlock.Damage) {
        guard !block.sumsRange.isEmpty else { return nil }
        guard block.sumsRange.count > MonthBlock.checksumLength,
            MonthBlock.checksum(of: section, 0..<block.sumsRange.count) == section.word(at: 0)
        else { throw MonthBlock.Damage(detail: "checksum mismatch") }
        var reader = ByteReader(section[MonthBlock.checksumLength..<block.sumsRange.count])
        do {
            let code = try reader.byte()
            guard let step = Step(code: code & 0x0F), let unit = Unit(rawValue: code >> 4) else {
                throw ByteReader.EndOfBytes()
            }
            (self.step, self.unit, firstDay) = (step, unit, block.firstDay)
            var days: [Day] = []
            for index in 0..<block.dayCount where reader.remaining > 0 {
                days.append(try Day(&reader, count: step.count(in: block.firstDay.advanced(by: index))))
            }
            guard reader.remaining == 0 else { throw ByteReader.EndOfBytes() }
            self.days = days
        } catch {
            throw MonthBlock.Damage(detail: "sums cut short")
        }
    }

    /// Adds the days of a period to a curve of the same step and unit.
    func add(to curve: inout SynchronousCurve, in period: ClosedRange<CivilDay>) {
        for (index, day) in days.enumerated() where day.rows > 0 {
            let date = firstDay.advanced(by: index)
            if period.contains(date) { curve.add(day.sums, of: day.rows, marked: day.marked, on: date) }
        }
    }
}

extension BlockSums.Day {
    fileprivate mutating func add(_ curve: DayCurve) {
        rows += 1
        if sums.isEmpty { sums = Array(repeating: 0, count: curve.count) }
        for index in curve.values.indices { sums[index] += Int64(curve.values[index]) }
        guard !curve.marks.isEmpty else { return }
        if marked.isEmpty { marked = Array(repeating: [0, 0, 0], count: curve.count) }
        for (index, mark) in curve.marks.enumerated() where mark.quality != .measured {
            marked[index][Int(mark.quality.rawValue) - 1] += 1
        }
    }

    fileprivate init(_ reader: inout ByteReader, count: Int) throws(ByteReader.EndOfBytes) {
        rows = try reader.count(atMost: MonthBlock.mostRows)
        guard rows > 0 else { return }
        var last: Int64 = 0
        for _ in 0..<count {
            last &+= try reader.signed()
            sums.append(last)
        }
        guard try reader.byte() != 0 else { return }
        for _ in 0..<count {
            marked.append([
                try reader.count(atMost: rows), try reader.count(atMost: rows), try reader.count(atMost: rows),
            ])
        }
    }
}
