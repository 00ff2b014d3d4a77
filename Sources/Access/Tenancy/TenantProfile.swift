package import Foundation
package import Metering

/// What a tenant's organisation is: its name, kind, look, territory, carriers, contacts, legal texts and policies.
///
/// `tenant.json` in the data directory is one in JSON, whole in one file: logo and texts are in it. `TenantTemplate`
/// makes one. A directory without it counts as a distribution operator's, as all did before there were profiles.
package struct TenantProfile: Hashable, Sendable, Codable {
    package let tenant: TenantID
    package let kind: OperatorKind
    package let name: Words
    /// The organisation's SIREN.
    package let siren: String
    package let look: TenantLook
    package let territories: [Place]
    package let carriers: [Carrier]
    package let contact: Contact
    package let dataProtectionOfficer: Officer
    package let texts: LegalTexts
    /// The disclosure policies that it may use.
    package let policies: [String]

    package struct Words: Hashable, Sendable, Codable {
        package let fr: String
        package let en: String

        package var text: BilingualText { .init(french: fr, english: en) }
    }

    /// A territory of INSEE's, by kind and code; an EPCI by its SIREN.
    package struct Place: Hashable, Sendable, Codable {
        package let kind: Territory.Kind
        package let code: String
    }

    package struct Contact: Hashable, Sendable, Codable {
        package let email: String
        package let address: String
        package var telephone: String?
    }

    /// The data protection officer, or who else answers (GDPR art. 13(1)(b)).
    package struct Officer: Hashable, Sendable, Codable {
        package let name: String
        package let email: String
    }

    /// The kind of a tenant that nobody described.
    package static let undescribed = OperatorKind.networkOperator
}

extension TenantProfile {
    /// Reads `tenant.json`. Throws `TenantProfileFault` with what to do.
    package init(json: [UInt8]) throws(TenantProfileFault) {
        do {
            self = try JSONDecoder().decode(TenantProfile.self, from: Data(json))
        } catch {
            throw TenantProfileFault(faults: [TenantTemplate.words(of: error)])
        }
    }

    /// Equal profiles give equal bytes.
    package func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}

/// What is wrong with a profile or a template, and what to do: one sentence each, all of them.
package struct TenantProfileFault: Error, Hashable, CustomStringConvertible {
    package let faults: [String]

    package init(faults: [String]) { self.faults = faults }

    package var description: String { faults.joined(separator: "\n") }
}
