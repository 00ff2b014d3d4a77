import Disclosure
import Metering
import Store

/// Leaves sub-meters out where a meter upstream of them is there too: a sum would count what they measure twice.
struct SubMeterExclusion {
    let subMeters: SubMeters
    private let catalogue: any Catalogue

    init(_ catalogue: any Catalogue, _ known: Known) throws {
        subMeters = try catalogue.subMeters(known)
        self.catalogue = catalogue
    }

    var isEmpty: Bool { subMeters.isEmpty }

    /// Costs the sub-meters that there are: which channels of a kind lie behind which.
    func tree(of kind: EnergyKind) throws -> SubMeterTree { try SubMeterTree(catalogue, subMeters, kind) }

    /// Costs the channels or the sub-meters that there are, whichever are fewer: the channels without those whose point
    /// has another of them upstream, at any distance. `channels` are ascending, of one kind of energy.
    func without(_ channels: [UInt32], _ carrier: Carrier, _ direction: Direction) throws -> [UInt32] {
        if subMeters.isEmpty { return channels }
        let members = ChannelNumbers(channels)
        func member(_ point: PointID) throws -> UInt32? {
            let channel = Channel(point: point, carrier: carrier, direction: direction)
            return try catalogue.number(of: channel).flatMap { members.contains($0) ? $0 : nil }
        }
        func isMeasuredUpstream(_ point: PointID) throws -> Bool {
            try subMeters.upstream(of: point).contains { try member($0) != nil }
        }
        var excluded: Set<UInt32> = []
        if channels.count < subMeters.count {
            for number in channels {
                guard let point = try catalogue.channel(number)?.point, subMeters[point] != nil else { continue }
                if try isMeasuredUpstream(point) { excluded.insert(number) }
            }
        } else {
            for point in subMeters.points {
                if let number = try member(point), try isMeasuredUpstream(point) { excluded.insert(number) }
            }
        }
        return excluded.isEmpty ? channels : channels.filter { !excluded.contains($0) }
    }
}
