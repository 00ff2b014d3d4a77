package import Metering

/// Who an import comes from, and what this sender may speak of.
///
///     let grid = try ImportSource(id: "grdf", name: "GRDF", rights: .init(carriers: [.gas]))
///     try ledger.add(grid, now: now)
///     let session = try ledger.begin(name: "gas.csv", from: "grdf", now: now)
///
/// Each import names the source as it was when the import began. A source that changes is added again, and nothing of
/// what it was is lost. Explanations show the identifier to everybody: neither it nor the name is a person's.
package struct ImportSource: Hashable, Sendable {
    /// At most 64 small letters, digits, points, hyphens and underscores.
    package let id: String
    /// For people: an organisation, a system.
    package let name: String
    package let rights: Rights
    /// Of a copy, each value ranks as a customer's copy does (`Precedence`), whatever its flow says.
    package let provenance: Provenance

    /// What a source may speak of and send; nil stands for all.
    package struct Rights: Hashable, Sendable {
        package var carriers: Set<Carrier>?
        package var directions: Set<Direction>?
        /// The names of formats (`Flow` in `Exchange`).
        package var flows: Set<String>?
        /// A set of the catalogue: the points that are listed in it, whenever they belong.
        package var set: String?

        package init(
            carriers: Set<Carrier>? = nil, directions: Set<Direction>? = nil, flows: Set<String>? = nil,
            set: String? = nil
        ) {
            self.carriers = carriers
            self.directions = directions
            self.flows = flows
            self.set = set
        }

        /// Whether a source may speak of every channel of every point, in the flows that it may send.
        package var coverAllChannels: Bool { carriers == nil && directions == nil && set == nil }
    }

    /// Throws `StoreError.badSource` where the identifier or the name is none, or where a right names nothing.
    package init(
        id: String, name: String, rights: Rights = Rights(), provenance: Provenance = .primary
    ) throws(StoreError) {
        guard ImportSource.isIdentifier(id) else {
            throw .badSource("an identifier has 1 to 64 small letters, digits, points, hyphens and underscores")
        }
        guard id != ImportSource.operator.id else {
            throw .badSource("\(id) is built in and may do everything: choose another identifier")
        }
        guard (1...200).contains(name.count), !name.unicodeScalars.contains(where: { $0.properties.isControl }) else {
            throw .badSource("a name has 1 to 200 characters on one line")
        }
        let isEmpty = [
            rights.carriers?.isEmpty, rights.directions?.isEmpty, rights.flows?.isEmpty, rights.set?.isEmpty,
        ].contains(true)
        if isEmpty { throw .badSource("a right that names nothing forbids everything: leave it out for all") }
        self.init(checked: id, name, rights, provenance)
    }

    private init(checked id: String, _ name: String, _ rights: Rights, _ provenance: Provenance) {
        (self.id, self.name, self.rights, self.provenance) = (id, name, rights, provenance)
    }

    /// The operator's own command, which may do everything. Imports from before there were sources have it.
    package static let `operator` = ImportSource(
        checked: "operator", "the operator's own command", Rights(), .primary)

    private static func isIdentifier(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
                default: false
                }
            }
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isControl: Bool { generalCategory == .control || generalCategory == .lineSeparator }
}
