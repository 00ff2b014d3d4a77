/// A curve that its owner sends ready-made: an operator's totals of a territory, the telemetry of a substation, the
/// signal of a grid. It is kept as the curve of a channel, like that of a point.
///
/// It is no metering point: no set lists it, since a sum with the points that it is made of would count them twice.
package struct ReadyMadeSeries: Hashable, Sendable {
    package let id: SeriesID
    package let subject: Subject
    package let carrier: Carrier
    package let direction: Direction
    /// Who made it, by name.
    package let owner: String
    package let licence: Licence
    package let confidentiality: Confidentiality

    package init(
        _ id: SeriesID, about subject: Subject, _ carrier: Carrier, _ direction: Direction, owner: String,
        licence: Licence, _ confidentiality: Confidentiality
    ) {
        self.id = id
        self.subject = subject
        self.carrier = carrier
        self.direction = direction
        self.owner = owner
        self.licence = licence
        self.confidentiality = confidentiality
    }

    /// Where its values are kept.
    package var channel: Channel { Channel(point: id.point, carrier: carrier, direction: direction) }

    package enum Subject: Hashable, Sendable {
        case territory(Territory)
        /// A cell of a grid of squares, by its code: `CRS3035RES1000mN2689000E3947000` (INSEE, *données carroyées*; the
        /// grid is the one of the INSPIRE directive).
        case mesh(String)
        /// A substation, transformer or gate station, by its code at the network's operator.
        case station(String)
        /// A whole network, by name.
        case network(String)
    }

    /// On what terms its owner gives it.
    package enum Licence: Hashable, Sendable {
        /// By its SPDX identifier: `etalab-2.0`, `ODbL-1.0`.
        case spdx(String)
        /// By the name of the contract.
        case contract(String)
    }

    /// Who may read it.
    package enum Confidentiality: String, CaseIterable, Hashable, Sendable, Codable {
        case open
        /// Whoever has an agreement with the owner.
        case restricted
        /// The operator who received it.
        case `internal`
    }
}

/// The name of a ready-made series: who sends it, and its name there.
package struct SeriesID: Hashable, Sendable, CustomStringConvertible {
    /// What stands for it where points stand: `series:` and both names.
    package let point: PointID

    /// Nil unless both are 1 to 16 letters, digits, `-`, `_` or `.`, so that the whole is an identifier that files can
    /// hold.
    package init?(issuer: String, name: String) {
        func isName(_ text: String) -> Bool {
            (1...16).contains(text.utf8.count)
                && text.utf8.allSatisfy {
                    $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || [0x2D, 0x2E, 0x5F].contains($0)
                }
        }
        guard isName(issuer), isName(name) else { return nil }
        point = PointID(SeriesID.prefix + issuer + ":" + name)
    }

    package var description: String { point.text }

    static let prefix = "series:"
}
