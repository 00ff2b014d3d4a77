/// The words in a drawing: none stands on another. A word for which there is no room is left out, since what it says
/// stands under the chart and in its table too.
struct Labels {
    private var taken: [Box] = []

    struct Box: Hashable {
        let left, right, top, bottom: Double

        func meets(_ other: Box) -> Bool {
            left < other.right && other.left < right && top < other.bottom && other.top < bottom
        }
    }

    /// About the width of words in the sheet's font: it is measured by nobody before a browser draws it.
    static func width(of words: String, size: Double) -> Double { Double(words.count) * size * 0.62 }

    static func box(_ words: String, centre: Double, baseline: Double, size: Double) -> Box {
        let half = width(of: words, size: size) / 2
        return Box(left: centre - half, right: centre + half, top: baseline - size, bottom: baseline + size * 0.3)
    }

    func hasRoom(for box: Box) -> Bool { !taken.contains { $0.meets(box) } }

    /// Whether there was room; then it is taken.
    mutating func take(_ box: Box) -> Bool {
        guard hasRoom(for: box) else { return false }
        taken.append(box)
        return true
    }
}
