/// The kinds of records that a program knows: those of all its modules. Made once, at the start.
package struct RecordRegistry: Sendable {
    private let modules: [RecordModule]
    private let records: [RegisteredRecord]
    package let kinds: Set<RecordKind>

    /// Throws `RecordRegistryError` where two modules register the same kind, or one kind's name cannot be kept.
    package init(_ modules: [RecordModule]) throws(RecordRegistryError) {
        var owners: [RecordKind: String] = [:]
        for module in modules {
            for kind in module.records.map(\.kind) {
                guard kind.isWellFormed else { throw .malformed(kind, in: module.name) }
                if let first = owners[kind] { throw .registeredTwice(kind, by: first, and: module.name) }
                owners[kind] = module.name
            }
        }
        self.modules = modules
        records = modules.flatMap(\.records)
        kinds = Set(owners.keys)
    }

    /// How long records stay after their end, module by module. Kinds that are not here stay while their subject does.
    package var retention: [RetentionRule] { records.compactMap(\.retention) }

    /// The kinds that a line of the catalogue counts.
    package func kinds(of sort: PersonalDataCatalogue.Sort) -> [RecordKind] {
        records.filter { $0.sort == sort }.map(\.kind)
    }

    /// Throws `RecordRegistryError.unknown` for a kind that no module registered: retention would not find it.
    package func require(_ kind: RecordKind) throws(RecordRegistryError) {
        guard kinds.contains(kind) else { throw .unknown(kind) }
    }

    /// Tells each module of a consent's change.
    func consentChanged(_ change: ConsentChange, _ store: any RecordTransaction) throws {
        for module in modules { try module.consentChanged(change, store) }
    }
}

package enum RecordRegistryError: Error, Hashable, CustomStringConvertible {
    case registeredTwice(RecordKind, by: String, and: String)
    case malformed(RecordKind, in: String)
    case unknown(RecordKind)

    package var description: String {
        switch self {
        case .registeredTwice(let kind, let first, let second):
            "the record kind \(kind) is registered twice, by \(first) and by \(second): give one of them another name"
        case .malformed(let kind, let module):
            "the record kind \(kind) of \(module) must have small letters and underscores alone"
        case .unknown(let kind): "no module registered the record kind \(kind)"
        }
    }
}
