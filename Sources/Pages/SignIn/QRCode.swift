import CQREncode
import Web

/// A QR code (ISO/IEC 18004), as a path of SVG whose unit is one module.
struct QRCode {
    /// Modules on a side, with the quiet zone around them.
    let side: Int
    /// The dark modules: a bar for each run of a row.
    let path: String

    /// ISO/IEC 18004 §5.3.8.
    private static let quiet = 4

    /// Of a text in UTF-8; 15 % of it may be unreadable (level M). Nil where it is longer than a code holds, some two
    /// thousand bytes, or has a zero in it.
    init?(_ text: String) {
        guard !text.utf8.contains(0), let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        var path = ""
        for y in 0..<width {
            var x = 0
            while x < width {
                // The lowest bit says whether a module is dark.
                let end = (x..<width).first { code.pointee.data[y * width + $0] & 1 == 0 } ?? width
                if end > x { path += "M\(x + QRCode.quiet) \(y + QRCode.quiet)h\(end - x)v1h-\(end - x)z" }
                x = end + 1
            }
        }
        self.path = path
        side = width + 2 * QRCode.quiet
    }
}
