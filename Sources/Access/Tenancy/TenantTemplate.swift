import Foundation
import Metering

/// The file from which tenants are made: as `TenantProfile`, but without name and kind of the tenant, and with the
/// names of files in place of logo and texts.
package struct TenantTemplate: Sendable {
    /// The JSON Schema of a template.
    package static let schema = PackageResources.tenant_schema_json

    private let fields: Fields

    private struct Fields: Decodable {
        let name: TenantProfile.Words
        let siren: String
        let look: Look
        let territories: [TenantProfile.Place]
        let carriers: [Carrier]
        let contact: TenantProfile.Contact
        let dataProtectionOfficer: TenantProfile.Officer
        let texts: LegalTexts
        let policies: [String]

        struct Look: Decodable {
            let accent: TenantLook.Accent
            let logo: String?
        }
    }

    /// Throws `TenantProfileFault` with what to do.
    package init(json: [UInt8]) throws(TenantProfileFault) {
        let unknown = try JSONFields.unknown(in: json, beside: TenantTemplate.schema)
        guard unknown.isEmpty else {
            throw TenantProfileFault(faults: unknown.map { "there is no field \($0): look at its name" })
        }
        do {
            fields = try JSONDecoder().decode(Fields.self, from: Data(json))
        } catch {
            throw TenantProfileFault(faults: [TenantTemplate.words(of: error)])
        }
    }

    /// The profile of a tenant. `read` gives the bytes of a file that the template names. Throws `TenantProfileFault`.
    package func profile(
        of tenant: TenantID, _ kind: OperatorKind, read: (String) throws -> [UInt8]
    ) throws -> TenantProfile {
        var faults: [String] = []
        func text(_ file: String) -> String {
            guard let bytes = try? read(file) else {
                faults.append("texts: \(file) cannot be read: put it beside the template, or right its name")
                return file
            }
            guard let text = String(validating: bytes, as: UTF8.self), bytes.count <= TenantTemplate.longestText else {
                faults.append("texts: \(file) is not UTF-8, or has more than \(TenantTemplate.longestText) bytes")
                return file
            }
            return text
        }
        func texts(_ kind: LegalText.Kind) -> [LegalText] {
            fields.texts[kind].map { .init(version: $0.version, from: $0.from, fr: text($0.fr), en: text($0.en)) }
        }
        let legal = LegalTexts(notice: texts(.notice), privacy: texts(.privacy))
        var logo: TenantLook.Logo?
        if let file = fields.look.logo {
            logo = (try? read(file)).flatMap { TenantLook.Logo($0) }
            if logo == nil { faults.append("look.logo: \(file) cannot be read as PNG or SVG: give one of them") }
        }
        guard faults.isEmpty else { throw TenantProfileFault(faults: faults) }
        return TenantProfile(
            tenant: tenant, kind: kind, name: fields.name, siren: fields.siren,
            look: TenantLook(accent: fields.look.accent, logo: logo), territories: fields.territories,
            carriers: fields.carriers, contact: fields.contact, dataProtectionOfficer: fields.dataProtectionOfficer,
            texts: legal, policies: fields.policies)
    }

    private static let longestText = 256 << 10

    /// A decoding error with its place, in words.
    static func words(of error: any Error) -> String {
        guard let error = error as? DecodingError else { return "it cannot be read as JSON: \(error)" }
        func place(_ path: [any CodingKey], _ last: String? = nil) -> String {
            let names = path.map { $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue } + (last.map { [$0] } ?? [])
            return names.isEmpty ? "the file" : names.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            return "\(place(context.codingPath, key.stringValue)) is missing: add it"
        case .valueNotFound(_, let context): return "\(place(context.codingPath)) is null: give a value or leave it out"
        case .typeMismatch(_, let context):
            return "\(place(context.codingPath)) is of another type: see tenant.schema.json"
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty
                ? "it is not JSON: \(context.debugDescription)"
                : "\(place(context.codingPath)): \(context.debugDescription)"
        @unknown default: return "it cannot be read: see tenant.schema.json"
        }
    }
}
