import Metering
import Store

/// Leaves sub-meters out where the meter above them is there too: a sum would count what they measure twice.
struct SubMeters {
    private let facts: PointFacts
    private let catalogue: any Catalogue

    init(_ catalogue: any Catalogue, _ known: Known) throws {
        facts = try catalogue.facts(known)
        self.catalogue = catalogue
    }

    /// Costs the number of sub-meters there are: the channels without those whose point has, at any distance, a parent
    /// among them. `channels` are ascending, of one carrier and direction.
    func without(_ channels: [UInt32], _ carrier: Carrier, _ direction: Direction) throws -> [UInt32] {
        guard !facts.parents.isEmpty else { return channels }
        let members = ChannelNumbers(channels)
        func member(_ point: PointID) throws -> UInt32? {
            let channel = Channel(point: point, carrier: carrier, direction: direction)
            return try catalogue.number(of: channel).flatMap { members.contains($0) ? $0 : nil }
        }
        let counted = try facts.parents.keys.compactMap { subMeter -> UInt32? in
            guard let number = try member(subMeter) else { return nil }
            return try facts.ancestors(of: subMeter).contains { try member($0) != nil } ? number : nil
        }
        let left = Set(counted)
        return left.isEmpty ? channels : channels.filter { !left.contains($0) }
    }
}
