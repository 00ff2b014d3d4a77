import Metering

@testable import Exchange

/// All that a reader gives, in its order, or the error that ended it.
final class Transcript: RecordSink {
    enum Entry: Hashable {
        case series(ReadingSeries)
        case reading(RegisterReading)
        case other(String)
        case diagnostic(Diagnostic)
        case error(FlowError)
    }

    private(set) var entries: [Entry] = []

    func receive(_ record: ExchangeRecord) {
        switch record {
        case .series(let series): entries.append(.series(series))
        case .register(let reading): entries.append(.reading(reading))
        case .pointDay, .point, .membership: entries.append(.other("\(record)"))
        }
    }

    func receive(_ diagnostic: Diagnostic) { entries.append(.diagnostic(diagnostic)) }

    /// What a reading gives. Of a file that is refused nothing counts: there is only the reason.
    static func of(_ read: (Transcript) throws -> Void) -> [Entry] {
        let transcript = Transcript()
        do {
            try read(transcript)
            return transcript.entries
        } catch let error as FlowError {
            return [.error(error)]
        } catch {
            return [.other("\(error)")]
        }
    }

    /// What a document reader gives of bytes that come in chunks of a size.
    static func of(
        _ bytes: [UInt8], chunk: Int = .max, _ reader: (any RecordSink) -> any DocumentReader
    ) -> [Entry] {
        of { transcript in
            let reader = reader(transcript)
            for start in stride(from: 0, to: bytes.count, by: min(chunk, max(bytes.count, 1))) {
                try reader.read(Array(bytes[start..<min(start + min(chunk, bytes.count), bytes.count)]).span)
            }
            try reader.finish()
        }
    }
}
