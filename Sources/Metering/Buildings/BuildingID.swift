/// The identifier of a building, with who issues it: the same text of two issuers is two identifiers.
///
/// What BAN and Hexaclé number is the building's address, so these identifiers say where it is: they are kept and shown
/// as the building is, never beside a dwelling's figures.
package struct BuildingID: Hashable, Sendable {
    package let issuer: Issuer
    package let code: String

    package enum Issuer: Hashable, Sendable {
        /// *Référentiel national des bâtiments* (Code de la construction et de l'habitation): twelve letters and
        /// digits, kept in capitals without the dashes and spaces that people write.
        case rnb
        /// *Base adresse nationale*: the key of a numbered address, `13055_1234_00012`, with its repetition where there
        /// is one (*clé d'interopérabilité*, exchange format BAL 1.3).
        case ban
        /// La Poste's number of an address: ten letters and digits.
        case hexacle
        /// A manager's own, by the manager's name: any text of 1 to 64 bytes.
        case manager(String)

        /// As files and pages write it.
        package var name: String {
            switch self {
            case .rnb: "RNB"
            case .ban: "BAN"
            case .hexacle: "Hexaclé"
            case .manager(let name): name
            }
        }
    }

    /// Throws where the text cannot be an identifier of its issuer.
    package init(_ issuer: Issuer, _ text: String) throws(BuildingIDFault) {
        guard let code = issuer.code(text) else { throw BuildingIDFault(issuer: issuer) }
        self.issuer = issuer
        self.code = code
    }
}

/// A text that cannot be an identifier of its issuer. It does not quote the text, which may be an address.
package struct BuildingIDFault: Error, Hashable, CustomStringConvertible {
    package let issuer: BuildingID.Issuer

    package var description: String {
        switch issuer {
        case .rnb: "no RNB identifier: write its twelve letters and digits, with dashes or without"
        case .ban: "no BAN key: write commune, street and five-digit number, as in 13055_1234_00012"
        case .hexacle: "no Hexaclé: write its ten letters and digits"
        case .manager: "no identifier of a manager: write the manager's name and a text, each of 1 to 64 bytes"
        }
    }
}

extension BuildingID.Issuer {
    /// The identifier in the one form that it is kept in; nil where it is none.
    fileprivate func code(_ text: String) -> String? {
        switch self {
        case .rnb:
            let code = text.filter { $0 != "-" && $0 != " " }.uppercased()
            return isAlphanumeric(code, count: 12) ? code : nil
        case .hexacle:
            let code = text.uppercased()
            return isAlphanumeric(code, count: 10) ? code : nil
        case .ban:
            let parts = text.lowercased().split(separator: "_", omittingEmptySubsequences: false)
            guard (3...4).contains(parts.count), (try? Territory(.commune, parts[0].uppercased())) != nil,
                isAlphanumeric(parts[1], count: 4) || isAlphanumeric(parts[1], count: 6), parts[2].utf8.count == 5,
                parts[2].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                parts.count == 3 || (1...8).contains(parts[3].utf8.count) && isAlphanumeric(parts[3])
            else { return nil }
            return parts.joined(separator: "_")
        case .manager(let name):
            return (1...64).contains(name.utf8.count) && (1...64).contains(text.utf8.count) ? text : nil
        }
    }

    private func isAlphanumeric(_ text: some StringProtocol, count: Int? = nil) -> Bool {
        guard text.utf8.count == count ?? text.utf8.count else { return false }
        return text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) }
    }
}
