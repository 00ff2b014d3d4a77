package import Foundation

/// How a tenant's pages look: the colour of links and buttons, on light and on dark paper, and a logo.
package struct TenantLook: Hashable, Sendable, Codable {
    package let accent: Accent
    package var logo: Logo?

    package struct Accent: Hashable, Sendable, Codable {
        package let light: Colour
        package let dark: Colour
    }

    /// A picture, PNG or SVG.
    package struct Logo: Hashable, Sendable, Codable {
        package let type: String
        package let base64: Data
    }

    /// WCAG 2.2, 1.4.3 (AA): of text on paper, and of the paper's colour as text on a button.
    package static let leastContrast = 4.5

    var faults: [String] {
        [
            ("look.accent.light", accent.light, Colour.lightPaper, "darker"),
            ("look.accent.dark", accent.dark, Colour.darkPaper, "lighter"),
        ].compactMap { place, colour, paper, remedy in
            let contrast = colour.contrast(with: paper)
            guard contrast < TenantLook.leastContrast else { return nil }
            let shown = (contrast * 100).rounded(.down) / 100
            return "\(place) \(colour) has a contrast of \(shown) with \(paper), and WCAG AA asks for 4.5: "
                + "take a \(remedy) one"
        } + (logo?.fault.map { [$0] } ?? [])
    }
}

extension TenantLook.Logo {
    package static let largest = 128 << 10
    private static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// What makes an SVG more than a picture.
    private static var forbidden: Regex<Substring> {
        /<script|<foreignObject|<!ENTITY|<\?xml-stylesheet|javascript:|\son[a-z]+\s*=/.ignoresCase()
    }
    /// A reference to anything but a part of the same file.
    private static var outside: Regex<Substring> {
        /(?:href\s*=\s*["'](?!#)|url\(\s*["']?(?!["']?#))/.ignoresCase()
    }

    /// By its first bytes; nil for what is neither PNG nor SVG.
    package init?(_ bytes: [UInt8]) {
        if bytes.starts(with: TenantLook.Logo.pngSignature) {
            self.init(type: "image/png", base64: Data(bytes))
        } else if let text = String(validating: bytes, as: UTF8.self), text.contains(/<svg[\s>]/) {
            self.init(type: "image/svg+xml", base64: Data(bytes))
        } else {
            return nil
        }
    }

    fileprivate var fault: String? {
        guard let seen = TenantLook.Logo([UInt8](base64)), seen.type == type else {
            return "look.logo is neither PNG nor SVG: give one of them"
        }
        guard base64.count <= TenantLook.Logo.largest else {
            return "look.logo has \(base64.count) bytes: give one of at most \(TenantLook.Logo.largest)"
        }
        guard type == "image/svg+xml" else { return nil }
        let text = String(decoding: base64, as: UTF8.self)
        if text.contains(TenantLook.Logo.forbidden) || text.contains(TenantLook.Logo.outside) {
            return "look.logo runs scripts or loads other files: give a plain SVG, or a PNG"
        }
        return nil
    }
}
