import Metering

/// The day from which a workbook counts.
enum CellEpoch {
    /// Day 60 is 29 February 1900, which never was: from 1 March 1900 on, days count from 30 December 1899.
    case year1900
    case year1904

    private var first: CivilDay? {
        switch self {
        case .year1900: CivilDay(year: 1899, month: 12, day: 30)
        case .year1904: CivilDay(year: 1904, month: 1, day: 1)
        }
    }

    /// The text of a serial number: `2026-01-31`, `2026-01-31 00:30:00` or `00:30:00`. Nil where it is no day.
    ///
    /// A date without time is written with one where the number has one: the format hides it, the file says it.
    func text(_ serial: Double, as format: CellFormat) -> String? {
        guard let first, serial >= 0, serial < 110_000 else { return nil }
        let seconds = Int64((serial * 86_400).rounded())
        let (days, second) = (seconds / 86_400, Int(seconds % 86_400))
        let clock = CellEpoch.clock(second)
        if format == .duration { return CellEpoch.clock(Int(seconds)) }
        if days == 0, format == .time { return clock }
        let day = first.advanced(by: Int(days))
        return format == .date && second == 0 ? day.description : "\(day) \(clock)"
    }

    /// `00:30:00`; hours may go past 24.
    static func clock(_ second: Int) -> String {
        let parts = [second / 3_600, second / 60 % 60, second % 60]
        return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}
