import Metering

/// Keeps what a reader delivers, in its order, for another thread to pass on.
final class RecordBuffer: RecordSink {
    enum Part: Sendable {
        case readings(RegisterBatch)
        case record(ExchangeRecord)
        case diagnostic(Diagnostic)
    }

    private var batch = RegisterBatch()
    private var closed: [Part] = []

    /// All that came.
    var parts: [Part] {
        close()
        return closed
    }

    func receive(_ record: ExchangeRecord) {
        if case .register(let reading) = record {
            if batch.append(reading) { return }
            close()
            if batch.append(reading) { return }
        }
        close()
        closed.append(.record(record))
    }

    func receive(_ diagnostic: Diagnostic) {
        close()
        closed.append(.diagnostic(diagnostic))
    }

    /// Ends the readings that came one after the other.
    private func close() {
        guard batch.count > 0 else { return }
        closed.append(.readings(batch))
        batch = RegisterBatch()
    }
}
