import Metering

/// The days that a description says its rows are of: *Date de debut* and *Date de fin*, as `31/01/2022`.
///
/// The last date is the day after: a curve to 02/02/2022 ends with 2022-02-02T00:00, and its indexes with that of
/// 2 February, the midnight that closes the day before. Source: the HDM files of the samples, and those that
/// Quoalise and edfbleu describe. A date that is missing or written otherwise bounds nothing.
struct PortalPeriod: Hashable {
    private let first: CivilDay?
    private let end: CivilDay?

    init(from first: String, to end: String) {
        (self.first, self.end) = (PortalPeriod.day(first), PortalPeriod.day(end))
    }

    private static func day(_ text: String) -> CivilDay? {
        let date = text.utf8.prefix(10)
        let parts = date.split(separator: UInt8(ascii: "/")).compactMap { Int(String(Substring($0))) }
        if parts.count == 3 { return CivilDay(year: parts[2], month: parts[1], day: parts[0]) }
        return CivilDay(String(Substring(date)))
    }

    /// Whether a moment, or the date of an index, is one of the period's.
    func holds(_ stamp: PortalStamp, in content: PortalSection.Content) -> Bool {
        guard content == .indexes else {
            return (first.map(stamp.isFrom) ?? true) && (end.map(stamp.isUntil) ?? true)
        }
        return (first.map { stamp.day >= $0 } ?? true) && (end.map { stamp.day <= $0 } ?? true)
    }
}

extension PortalPeriod: CustomStringConvertible {
    var description: String { "\(first?.description ?? "…") to \(end?.description ?? "…")" }
}
