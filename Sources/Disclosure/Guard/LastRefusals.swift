/// Where the last figures were refused. The next one often is at the same place: of the unions that are tried in place
/// of a set each has the points of the one before, and a bad day is one for many sets. A cache: an answer is the same
/// with it and without, but for the check that it names.
final class LastRefusals {
    /// The last comes first.
    private(set) var points: [UInt32] = []
    private var span: MonthSpan?

    private static let mostPoints = 8

    func note(_ point: UInt32?, over span: MonthSpan) {
        self.span = span
        guard let point else { return }
        points.removeAll { $0 == point }
        points.insert(point, at: 0)
        if points.count > LastRefusals.mostPoints { points.removeLast() }
    }

    /// The spans with the last one first.
    func inOrder(_ spans: [MonthSpan]) -> [MonthSpan] {
        guard let span, spans.contains(span) else { return spans }
        return [span] + spans.filter { $0 != span }
    }
}
