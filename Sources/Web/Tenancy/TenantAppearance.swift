package import Access
import Crypto
import HTTPTypes

/// What pages show of a tenant: its name, its colours as a style sheet, its logo. Those of a tenant that nobody
/// described are Maille's.
package struct TenantAppearance: Sendable {
    package let name: BilingualText
    /// The style sheet that follows the common one, and the logo; nil where there is none.
    package let sheet: Asset?
    package let logo: Asset?
    /// Whether there are legal texts to lead to.
    package let isDescribed: Bool

    /// A file whose name changes with its content, so that browsers may keep it for ever.
    package struct Asset: Sendable {
        package let name: String
        package let type: String
        package let bytes: [UInt8]

        package var path: String { "/assets/\(name)" }

        package init(_ stem: String, _ suffix: String, type: String, _ bytes: [UInt8]) {
            name = "\(stem)-\(SHA256.hash(data: bytes).prefix(6).hexadecimal).\(suffix)"
            self.type = type
            self.bytes = bytes
        }
    }

    package static let undescribed = TenantAppearance(nil)

    package init(_ profile: TenantProfile?) {
        name = profile?.name.text ?? .init(french: "Maille", english: "Maille")
        isDescribed = profile != nil
        sheet = profile.map { profile in
            let (light, dark) = (profile.look.accent.light, profile.look.accent.dark)
            let text = """
                :root { --act: \(light); --on-act: \(Colour.lightPaper) }
                @media screen and (prefers-color-scheme: dark) {:root { --act: \(dark); --on-act: \(Colour.darkPaper) }}

                """
            return Asset("look", "css", type: "text/css; charset=utf-8", Array(text.utf8))
        }
        logo = profile?.look.logo.map { logo in
            Asset("logo", logo.type == "image/png" ? "png" : "svg", type: logo.type, [UInt8](logo.base64))
        }
    }
}
