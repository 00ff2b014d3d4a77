/// The identifier of a metering point, with who issued it: a PRM (14 digits, electricity), a PCE (gas), or a partner's
/// own id.
///
/// It stays text: leading zeros are significant. Electricity and gas distributors both number their points with
/// fourteen digits, so the same digits are two points: fourteen digits alone are a PRM, those of a PCE stand behind
/// `pce:`, those of a meter of water, heat or cold behind the carrier's name (`water:`). Files write the digits alone;
/// who reads one says of which carrier they are (`init(_:of:)`). Up to 15 bytes it is held without allocation.
package struct PointID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let text: String

    /// An identifier in full, as this type writes it.
    package init(_ text: String) { self.text = text }

    /// An identifier as a file about one carrier writes it: fourteen digits alone are of that carrier's issuer. Others
    /// are their own.
    package init(_ written: String, of carrier: Carrier) {
        let isDigits = carrier != .electricity && written.utf8.count == 14 && written.utf8.allSatisfy { $0.isDigit }
        self.init(isDigits ? carrier.issuerPrefix + written : written)
    }

    /// Who issued it.
    package var issuer: Issuer {
        for carrier in Carrier.allCases where isDigits(of: carrier) { return .distributor(carrier) }
        return isSeries ? .series : .partner
    }

    /// Whether this is a PRM: exactly 14 digits. No check digit is enforced: its algorithm is not published.
    package var isPRM: Bool { text.utf8.count == 14 && text.utf8.allSatisfy { $0.isDigit } }

    /// Whether it stands for a series that is sent ready-made (`SeriesID`).
    package var isSeries: Bool { text.utf8.starts(with: SeriesID.prefix.utf8) }

    package var description: String { text }

    package static func < (left: PointID, right: PointID) -> Bool { left.text < right.text }

    /// Who gives points their identifiers.
    package enum Issuer: Hashable, Sendable {
        /// The distributors of a carrier, by fourteen digits: a PRM of electricity, a PCE of gas.
        case distributor(Carrier)
        /// Nobody: it stands for a series that is sent ready-made (`SeriesID`).
        case series
        /// Whoever sends it.
        case partner
    }

    private func isDigits(of carrier: Carrier) -> Bool {
        let prefix = carrier.issuerPrefix.utf8
        return text.utf8.count == prefix.count + 14 && text.utf8.starts(with: prefix)
            && text.utf8.dropFirst(prefix.count).allSatisfy { $0.isDigit }
    }
}

extension Carrier {
    /// What stands before fourteen digits that distributors of this carrier issued: frozen.
    package var issuerPrefix: String {
        switch self {
        case .electricity: ""
        case .gas: "pce:"
        case .water, .heat, .cold: rawValue + ":"
        }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
