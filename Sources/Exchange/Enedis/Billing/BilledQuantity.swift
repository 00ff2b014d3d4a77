import Metering

/// What R67 says of one class over one billed period.
struct BilledQuantity {
    let line: UInt32
    var direction = ""
    var physicalQuantity = ""
    var unit = ""
    var grid = ""
    var classID = ""
    /// When the distributor's system made it: later ones take back earlier ones.
    var created = ""
    var start = ""
    var end = ""
    var nature = ""
    var status = ""
    var amount = ""

    init(line: UInt32) { self.line = line }

    enum Status: Int {
        case initial, cancelled, rectified
    }

    /// `I`, `A` and `R`, or the words of the CSV.
    func readStatus() throws(RecordFault) -> Status {
        switch status.columnKey.prefix(1) {
        case "i": .initial
        case "a": .cancelled
        case "r": .rectified
        default:
            throw RecordFault(
                PartnerRule.field, "status '\(status.prefix(16))'; Maille knows Initial, Annulé, Rectifié")
        }
    }

    /// `R` (réel) and `E` (estimé), or the words of the CSV. Nil of a regularised one: the difference of a reading to
    /// earlier estimates, often below zero, is no energy of its days.
    func readQuality() throws(RecordFault) -> Quality? {
        switch nature.columnKey {
        case "r", "reel": .measured
        case "e", "estime": .estimated
        case "c", "regularise": nil
        default:
            throw RecordFault(PartnerRule.field, "nature '\(nature.prefix(16))'; Maille knows Réel, Estimé, Régularisé")
        }
    }

    func readPeriod() throws(RecordFault) -> BilledPeriod {
        guard let first = CivilDay(iso: start.prefix(10).utf8.span), let end = CivilDay(iso: end.prefix(10).utf8.span)
        else { throw RecordFault(EnedisRule.timestamp, "the bounds of a quantity are no dates") }
        return try BilledPeriod(from: first, to: end)
    }

    func wattHours() throws(RecordFault) -> Int64 {
        let scale: Int64? = unit == "Wh" ? 1 : unit == "kWh" ? 1_000 : nil
        guard let scale, let value = Int64(amount) else {
            throw RecordFault(EnedisRule.value, "'\(amount.prefix(24))' as a quantity in '\(unit.prefix(8))'")
        }
        let scaled = value.multipliedReportingOverflow(by: scale)
        guard !scaled.overflow, WrittenUnit.registerValues.contains(scaled.partialValue) else {
            throw RecordFault(EnedisRule.value, "\(value) \(unit) over a billed period")
        }
        return scaled.partialValue
    }

    var gridOfClass: ClassIndex.Grid? {
        switch grid.columnKey.prefix(1) {
        case "d": .distributor
        case "f": .supplier
        default: nil
        }
    }
}
