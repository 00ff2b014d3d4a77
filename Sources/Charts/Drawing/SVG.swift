/// The elements of a drawing, as text.
///
/// Coordinates are written with at most one decimal; text and attribute values are escaped. There is no `style`
/// attribute and no script: classes of the style sheet give colours, so a drawing shows under
/// `default-src 'self'`.
struct SVG {
    private(set) var text = ""

    /// `<name attributes>` with what the closure adds inside.
    mutating func element(
        _ name: String, _ attributes: Attributes, _ content: (inout SVG) -> Void
    ) {
        open(name, attributes)
        text += ">"
        content(&self)
        text += "</\(name)>"
    }

    /// `<name attributes/>`.
    mutating func element(_ name: String, _ attributes: Attributes) {
        open(name, attributes)
        text += "/>"
    }

    mutating func words(_ words: String) { text += SVG.escaped(words) }

    mutating func path(_ data: String, _ classes: String) { element("path", ["class": classes, "d": data]) }

    mutating func label(_ words: String, _ x: Double, _ y: Double, _ classes: String) {
        element("text", classes.isEmpty ? ["x": x.svg, "y": y.svg] : ["x": x.svg, "y": y.svg, "class": classes]) {
            $0.words(words)
        }
    }

    private mutating func open(_ name: String, _ attributes: Attributes) {
        text += "<\(name)"
        for (key, value) in attributes.pairs { text += " \(key)=\"\(SVG.escaped(value))\"" }
    }

    /// Attributes in the order in which they are written.
    struct Attributes: ExpressibleByDictionaryLiteral {
        var pairs: [(String, String)]

        init(dictionaryLiteral pairs: (String, String)...) { self.pairs = pairs }
    }

    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { special[$0] != nil }) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.isASCII, let entity = special[UInt8(scalar.value)] {
                result += entity
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    private static let special: [UInt8: String] = [
        UInt8(ascii: "&"): "&amp;", UInt8(ascii: "<"): "&lt;", UInt8(ascii: ">"): "&gt;", UInt8(ascii: "\""): "&quot;",
    ]
}

extension Double {
    /// With at most one decimal, and none where it is 0.
    var svg: String {
        let tenths = Int((self * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
    }
}
