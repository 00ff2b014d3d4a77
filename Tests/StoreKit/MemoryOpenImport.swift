import Metering
import Store

/// An import that has begun, as `MemoryLedger` and `MemoryCatalogue` write it: at once, under its number.
final class MemoryOpenImport: OpenImport {
    private let revision: Revision
    private let ledger: MemoryLedger
    private let catalogue: MemoryCatalogue
    private var hasTurn = true

    init(_ revision: Revision, ledger: MemoryLedger, catalogue: MemoryCatalogue) {
        self.revision = revision
        self.ledger = ledger
        self.catalogue = catalogue
    }

    deinit { end() }

    func number(of channel: Channel) -> UInt32 { catalogue.assign(channel) }

    func appendNumbers(of keys: ArraySlice<ChannelKey>, to numbers: inout [UInt32]) {
        numbers += keys.map { catalogue.assign($0.channel) }
    }

    func appendNumbers(of rows: ArraySlice<RegisterBatch.Row>, to numbers: inout [UInt32]) {
        numbers += rows.map { catalogue.assign($0.key.channel) }
    }

    func keep(_ point: MeteringPoint) { catalogue.change(revision) { $0.points.append(point) } }

    func keep(_ usagePoint: UsagePointName, namedAs point: PointID) {
        catalogue.change(revision) { statements in
            // One name a point and import: the last.
            statements.usagePoints.removeAll { $0.point == point }
            statements.usagePoints.append((point, usagePoint))
        }
    }

    func keep(_ membership: Membership, of set: PointSet) {
        let number = catalogue.assign(membership.channel)
        catalogue.change(revision) { $0.memberships.append((set, number, membership)) }
    }

    func note(_ diagnostic: Diagnostic) { ledger.note(diagnostic, of: revision) }

    func flush() {}

    func commit(sha256: String, flows: String, size: Int, summary: String) {
        ledger.change(revision) { record in
            (record.isKept, record.sha256, record.flows, record.size) = (true, sha256, flows, size)
        }
        catalogue.keep(revision)
    }

    func reveal() {
        ledger.reveal(revision)
        end()
    }

    func refuse(_ diagnostic: Diagnostic, sha256: String) {
        catalogue.takeBack(revision)
        ledger.change(revision) { record in
            (record.isKept, record.sha256, record.diagnostics) = (false, sha256, [])
        }
        ledger.note(diagnostic, of: revision)
    }

    func abandon() {
        catalogue.takeBack(revision)
        ledger.forget(revision)
    }

    func end() {
        if hasTurn { ledger.giveTurn() }
        hasTurn = false
    }
}
