/// A part of the country that figures are made for, by its kind, who issues its code, and the code.
///
/// Codes stay text: leading zeros are significant. INSEE changes them each year (communes merge), so a code is of a
/// vintage that whoever brings it knows; two vintages are two lists.
///
/// Source: INSEE, *Code officiel géographique*, and *Découpage infracommunal* for IRIS.
package struct Territory: Hashable, Sendable {
    package let kind: Kind
    package let issuer: Issuer
    package let code: String

    package enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        /// Nine characters: the commune, then four digits; `0000` where the commune is not divided.
        case iris
        /// Five characters: `01004`, `2A004`, `97411`.
        case commune
        /// Intercommunality with its own taxes: nine digits, its SIREN.
        case epci
        /// Two characters, three overseas: `01`, `2A`, `974`.
        case departement
        /// Two digits: `93`.
        case region
        /// What an operator or a partner has cut out: a substation's zone, a district. Its code is any text up to 64
        /// bytes.
        case operatorDefined
    }

    package enum Issuer: Hashable, Sendable {
        case insee
        /// A network operator or a partner, by its name.
        case named(String)

        /// As files and pages write it.
        package var name: String {
            switch self {
            case .insee: "INSEE"
            case .named(let name): name
            }
        }
    }

    /// A territory of INSEE's; throws where the code cannot be one of its kind, and for what operators define.
    package init(_ kind: Kind, _ code: String) throws(TerritoryFault) {
        guard kind.accepts(code) else { throw TerritoryFault(kind: kind, code: code) }
        (self.kind, issuer, self.code) = (kind, .insee, code)
    }

    /// A territory that an operator or a partner has cut out; throws where the name or the code is empty or long.
    package init(definedBy name: String, _ code: String) throws(TerritoryFault) {
        guard (1...64).contains(name.utf8.count), (1...64).contains(code.utf8.count) else {
            throw TerritoryFault(kind: .operatorDefined, code: code)
        }
        (kind, issuer, self.code) = (.operatorDefined, .named(name), code)
    }

    /// The territory that holds this one, where its code says so: an IRIS lies in its commune, a commune in its
    /// département. Nil for others: which EPCI or région holds a territory stands in lists (`TerritoryTree`).
    package var parent: Territory? {
        switch kind {
        case .iris: try? Territory(.commune, String(code.prefix(5)))
        case .commune:
            try? Territory(.departement, String(code.prefix(code.hasPrefix("97") || code.hasPrefix("98") ? 3 : 2)))
        case .epci, .departement, .region, .operatorDefined: nil
        }
    }
}

/// A code that cannot be one of a kind of territory.
package struct TerritoryFault: Error, Hashable, CustomStringConvertible {
    package let kind: Territory.Kind
    package let code: String

    package var description: String {
        let wanted =
            switch kind {
            case .iris: "nine characters, the commune and four digits, such as 021620000"
            case .commune: "INSEE's five characters such as 01004 or 2A004; a postal code is none"
            case .epci: "the nine digits of its SIREN"
            case .departement: "two characters such as 01 or 2A, or three such as 974"
            case .region: "two digits such as 93"
            case .operatorDefined: "the name of who defines it and a code, each of 1 to 64 bytes"
            }
        return "'\(code.prefix(24))' is no code of \(kind.rawValue); write \(wanted)"
    }
}

extension Territory.Kind {
    fileprivate func accepts(_ code: String) -> Bool {
        let text = code.utf8.span
        switch self {
        case .iris:
            return text.count == 9 && text.digits(5..<9) != nil && Self.commune.accepts(String(code.prefix(5)))
        case .commune:
            // No commune ends in 000, as many postal codes do.
            guard text.count == 5, let rest = text.digits(2..<5), rest > 0 else { return false }
            let isOverseas = code.hasPrefix("97") || code.hasPrefix("98")
            return isOverseas || Self.departement.accepts(String(code.prefix(2)))
        case .epci: return text.count == 9 && text.digits(0..<9) != nil
        case .departement:
            if code == "2A" || code == "2B" { return true }
            guard let number = text.digits(0..<text.count) else { return false }
            return text.count == 2
                ? (1...95).contains(number) && number != 20
                : text.count == 3 && number / 10 >= 97
                    && number / 10 <= 98
        case .region: return text.count == 2 && text.digits(0..<2).map { $0 > 0 } ?? false
        case .operatorDefined: return false
        }
    }
}
