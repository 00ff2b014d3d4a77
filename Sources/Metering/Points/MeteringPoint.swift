/// What is known of a metering point. Never a name, an address or a telephone number.
package struct MeteringPoint: Hashable, Sendable, Codable {
    package let id: PointID
    package var carrier: Carrier
    /// The directions measured here; a record in another direction is contradicted by the registry.
    package var directions: Set<Direction>
    /// Customer segment (C1…C5, P1…P4); C5 and P4 are low voltage up to 36 kVA.
    package var segment: String?
    package var subscribedPower: Power?
    /// What the connection can carry, when the operator says.
    package var connectionPower: Power?
    /// INSEE code of the commune: five characters, text (`01004`, `2A004`).
    package var commune: String?
    /// Date of entry into service of the current contract.
    package var inServiceSince: CivilDay?
    package var terminatedOn: CivilDay?
    /// An opaque key that the points of one holder share, so that one holder of many meters counts once; never a
    /// name.
    package var holder: String?
    /// Nil where the point is none.
    package var subMeter: SubMeter?
    /// Nil where nothing is said; of a point as it is known, nil where it has none.
    package var secrecy: SecrecyClass?

    package init(
        id: PointID, carrier: Carrier = .electricity, directions: Set<Direction> = [.extraction],
        segment: String? = nil, subscribedPower: Power? = nil, connectionPower: Power? = nil,
        commune: String? = nil, inServiceSince: CivilDay? = nil, terminatedOn: CivilDay? = nil, holder: String? = nil,
        subMeter: SubMeter? = nil, secrecy: SecrecyClass? = nil
    ) {
        self.id = id
        self.carrier = carrier
        self.directions = directions
        self.segment = segment
        self.subscribedPower = subscribedPower
        self.connectionPower = connectionPower
        self.commune = commune
        self.inServiceSince = inServiceSince
        self.terminatedOn = terminatedOn
        self.holder = holder
        self.subMeter = subMeter
        self.secrecy = secrecy
    }

    /// Directions in the order of their names: equal points have equal bytes.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(carrier, forKey: .carrier)
        try container.encode(directions.sorted { $0.rawValue < $1.rawValue }, forKey: .directions)
        try container.encodeIfPresent(segment, forKey: .segment)
        try container.encodeIfPresent(subscribedPower, forKey: .subscribedPower)
        try container.encodeIfPresent(connectionPower, forKey: .connectionPower)
        try container.encodeIfPresent(commune, forKey: .commune)
        try container.encodeIfPresent(inServiceSince, forKey: .inServiceSince)
        try container.encodeIfPresent(terminatedOn, forKey: .terminatedOn)
        try container.encodeIfPresent(holder, forKey: .holder)
        try container.encodeIfPresent(subMeter, forKey: .subMeter)
        try container.encodeIfPresent(secrecy, forKey: .secrecy)
    }

    /// The mean power the connection can carry: its own figure, else the 36 kVA limit of segments C5 and P4.
    package var capacity: Power? {
        if let connectionPower { return connectionPower }
        guard let segment, segment == "C5" || segment == "P4" else { return nil }
        return .watts(36_000)
    }
}

extension PointID: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
