import Foundation
import Store

/// Sorted runs of readings in a file without a name, in the temporary folder of the operating system: it is gone with
/// the process, however that ends.
final class SpilledRuns {
    private let file: OpenFile
    /// Where each run is, in readings.
    private var runs: [Range<Int>] = []
    private static let size = MemoryLayout<GatheredReading>.stride
    /// Readings that all runs together have in memory while they are merged.
    private static let mostInMemory = 1 << 20

    /// A temporary file that cannot be made, written or read.
    struct Failure: Error, CustomStringConvertible {
        let code = errno

        var description: String {
            "cannot use a temporary file: \(String(cString: strerror(code))); make room in the temporary folder (TMPDIR)"
        }
    }

    init() throws {
        var path = Array(FileManager.default.temporaryDirectory.appending(path: "maille-XXXXXX").path.utf8CString)
        let number = mkstemp(&path)
        guard number >= 0 else { throw Failure() }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        file = OpenFile(number)
        unlink(path)
    }

    /// Writes a run. Precondition: it is sorted.
    func append(_ readings: [GatheredReading]) throws {
        let first = runs.last?.upperBound ?? 0
        guard readings.withUnsafeBytes({ file.write($0, at: first * Self.size) }) else { throw Failure() }
        runs.append(first..<first + readings.count)
    }

    /// Gives all readings by channel and day; of one day, those of earlier runs first.
    func merge(_ body: (GatheredReading) throws -> Void) throws {
        let room = max(64, Self.mostInMemory / max(1, runs.count))
        var heads = try runs.enumerated().compactMap { try Head($1, number: $0, room: room, of: file) }
        // A heap: the head that is next is the first, and each comes before the two at twice its place.
        for place in stride(from: heads.count / 2 - 1, through: 0, by: -1) { Self.sink(&heads, from: place) }
        while !heads.isEmpty {
            let key = heads[0].reading.key
            while heads[0].reading.key == key {
                try body(heads[0].reading)
                if try !heads[0].advance() { break }
            }
            if heads[0].isOver { heads.swapAt(0, heads.count - 1) }
            if heads[heads.count - 1].isOver { heads.removeLast() }
            Self.sink(&heads, from: 0)
        }
    }

    private static func sink(_ heads: inout [Head], from start: Int) {
        var place = start
        while true {
            var first = place
            for child in [2 * place + 1, 2 * place + 2] where child < heads.count && heads[child] < heads[first] {
                first = child
            }
            if first == place { return }
            heads.swapAt(place, first)
            place = first
        }
    }

    /// Where the reading of a run stands.
    private struct Head: Comparable {
        private let number: Int
        private let room: Int
        private let file: OpenFile
        private var rest: Range<Int>
        private var readings: [GatheredReading] = []
        private var place = 0

        /// Nil for an empty run.
        init?(_ run: Range<Int>, number: Int, room: Int, of file: OpenFile) throws {
            (self.number, self.room, self.file, rest) = (number, room, file, run)
            if run.isEmpty { return nil }
            try fill()
        }

        var isOver: Bool { place >= readings.count }
        var reading: GatheredReading { readings[place] }

        /// Goes to the next reading; false at the end.
        mutating func advance() throws -> Bool {
            place += 1
            if isOver, !rest.isEmpty { try fill() }
            return !isOver
        }

        private mutating func fill() throws {
            let count = min(room, rest.count)
            let bytes = count * SpilledRuns.size
            readings = try [GatheredReading](unsafeUninitializedCapacity: count) { buffer, filled in
                var read = 0
                let target = UnsafeMutableRawBufferPointer(buffer)
                while read < bytes {
                    let offset = off_t(rest.lowerBound * SpilledRuns.size + read)
                    let got = pread(file.descriptor, target.baseAddress.map { $0 + read }, bytes - read, offset)
                    if got > 0 { read += got } else if got == 0 || errno != EINTR { throw Failure() }
                }
                filled = count
            }
            rest = rest.lowerBound + count..<rest.upperBound
            place = 0
        }

        static func < (left: Head, right: Head) -> Bool {
            (left.reading.key, left.number) < (right.reading.key, right.number)
        }

        static func == (left: Head, right: Head) -> Bool { left.number == right.number }
    }
}
