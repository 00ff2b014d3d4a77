package import Metering

extension TenantProfile {
    /// One sentence for each thing that is wrong, with what to do; empty when all is well. `policies`: those that there
    /// are. `former`: what it takes the place of.
    package func faults(
        on day: CivilDay, policies known: Set<String>, after former: TenantProfile? = nil
    ) -> [String] {
        var faults: [String] = []
        if !TenantProfile.isName(tenant.text) {
            faults.append(
                "'\(tenant)' is no name of a tenant: take 1 to 40 small letters, digits and hyphens, a letter first")
        }
        for (place, text) in [("name.fr", name.fr), ("name.en", name.en)] where !TenantProfile.isLine(text, 80) {
            faults.append("\(place) is empty, longer than 80 characters, or has line breaks: write a name")
        }
        if !TenantProfile.isSIREN(siren) {
            faults.append(
                "siren '\(siren)' is no SIREN: write the nine digits without spaces; the last one checks them")
        }
        faults += look.faults
        faults += territoryFaults
        if carriers.isEmpty { faults.append("carriers is empty: name electricity, gas, water, heat or cold") }
        if Set(carriers).count < carriers.count { faults.append("carriers names one twice: leave one out") }
        faults += contactFaults
        faults += texts.faults(on: day)
        for policy in policies where !known.contains(policy) {
            faults.append(
                "policies: there is no policy '\(policy)': take of \(known.sorted().joined(separator: ", ")), or put "
                    + "its file into policies/ of the data directory first")
        }
        if let former {
            if former.tenant != tenant { faults.append("the data directory is that of the tenant \(former.tenant)") }
            faults += texts.faults(after: former.texts, on: day)
        }
        return faults
    }

    private var territoryFaults: [String] {
        if territories.isEmpty { return ["territories is empty: name the EPCI or the communes that it serves"] }
        if Set(territories).count < territories.count { return ["territories names one twice: leave one out"] }
        return territories.compactMap { place in
            do {
                _ = try Territory(place.kind, place.code)
            } catch {
                return "territories: \(error)"
            }
            guard place.kind == .epci, !TenantProfile.isSIREN(place.code) else { return nil }
            return "territories: '\(place.code)' is no SIREN: its last digit does not check the others"
        }
    }

    private var contactFaults: [String] {
        var faults: [String] = []
        for (place, email) in [
            ("contact.email", contact.email), ("dataProtectionOfficer.email", dataProtectionOfficer.email),
        ] where !TenantProfile.isEmail(email) {
            faults.append("\(place) '\(email)' is no e-mail address: write one like contact@example.org")
        }
        if !TenantProfile.isLine(dataProtectionOfficer.name, 120) {
            faults.append("dataProtectionOfficer.name is empty or long: write a name or a function")
        }
        if contact.address.isEmpty || contact.address.count > 300 {
            faults.append("contact.address is empty or longer than 300 characters: write a postal address")
        }
        if let telephone = contact.telephone, telephone.wholeMatch(of: /\+?[0-9 .()-]{4,24}/) == nil {
            faults.append("contact.telephone '\(telephone)' is no number: write one like +33 4 00 00 00 00")
        }
        return faults
    }

    /// Part of keys of the server's configuration and of files' names.
    package static func isName(_ text: String) -> Bool { text.wholeMatch(of: /[a-z][a-z0-9-]{0,39}/) != nil }

    private static func isLine(_ text: String, _ most: Int) -> Bool {
        (1...most).contains(text.count) && !text.contains(where: \.isNewline) && !text.allSatisfy(\.isWhitespace)
    }

    private static func isEmail(_ text: String) -> Bool {
        text.utf8.count <= 254 && text.wholeMatch(of: /[^\s@<>()\[\]\\,;:"|]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+/) != nil
    }

    /// Nine digits, the last of which makes their Luhn sum a multiple of ten (INSEE; ISO/IEC 7812-1).
    package static func isSIREN(_ text: String) -> Bool {
        let digits = text.utf8.map { Int($0) - 0x30 }
        guard digits.count == 9, digits.allSatisfy({ (0...9).contains($0) }) else { return false }
        let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
            let doubled = digit.offset % 2 == 0 ? digit.element : 2 * digit.element
            return sum + (doubled > 9 ? doubled - 9 : doubled)
        }
        return sum % 10 == 0
    }
}
