import Metering

/// What every value of a wide exchange CSV is, said once: `#maille carrier=gas direction=extraction unit=m3*11.23`.
struct WideSettings: Hashable {
    private(set) var carrier = Carrier.electricity
    private(set) var direction = Direction.extraction
    private(set) var unit = WrittenUnit.wattHour
    private(set) var mark = Mark.measured

    init() {}

    /// Reads a settings line. Whatever it says wrongly turns the file away: it would change every value.
    init(_ line: Span<UInt8>, number: UInt32) throws(FlowError) {
        do throws(RecordFault) {
            var unitText = "Wh"
            for setting in line.string.split(whereSeparator: \.isWhitespace).dropFirst() {
                let parts = setting.split(separator: "=", maxSplits: 1)
                let value = parts.count == 2 ? String(parts[1]) : ""
                switch parts.first {
                case "carrier": carrier = try Carrier(written: value)
                case "direction": direction = try Direction(written: value)
                case "unit": unitText = value
                case "quality": mark = Mark(try Quality(written: value))
                default: throw RecordFault(PartnerRule.field, "a setting '\(setting.prefix(24))'; remove it")
                }
            }
            unit = try WrittenUnit(written: unitText.utf8.span, for: carrier)
            if mark.quality == .missing { throw RecordFault(PartnerRule.field, "quality=missing; leave cells empty") }
        } catch {
            throw .malformed(line: number, detail: "#maille: \(error.detail)")
        }
    }
}
