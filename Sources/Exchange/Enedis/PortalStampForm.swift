/// How the moments of a section are written: the first whole one says it, and a cut one is its beginning.
struct PortalStampForm {
    /// A moment with each digit as 0; before the first, what all begin with.
    private var form = Array("0000-00-00".utf8)
    private var isWhole = false

    mutating func take(_ cell: Span<UInt8>) {
        if isWhole { return }
        isWhole = true
        form = cell.indices.map { PortalStampForm.shape(cell[$0]) }
    }

    func fits(_ cell: Span<UInt8>) -> Bool {
        guard cell.count > 10, cell[10] == UInt8(ascii: "T") || cell[10] == UInt8(ascii: " ") else { return false }
        guard !isWhole || cell.count <= form.count else { return false }
        return (0..<min(cell.count, form.count)).allSatisfy { PortalStampForm.shape(cell[$0]) == form[$0] }
    }

    private static func shape(_ byte: UInt8) -> UInt8 { byte &- 0x30 < 10 ? UInt8(ascii: "0") : byte }
}
