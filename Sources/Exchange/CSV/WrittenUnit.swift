import Metering

/// The unit in which a file writes its numbers, and the exact factor to the unit they are kept in.
struct WrittenUnit: Hashable {
    let unit: Unit
    let factor: DecimalNumber

    private init(_ unit: Unit, _ factor: Int64, decimals: Int = 0) {
        self.unit = unit
        self.factor = DecimalNumber(digits: factor, decimals: decimals)
    }

    static let watt = WrittenUnit(.watt, 1)
    static let kilowatt = WrittenUnit(.watt, 1_000)
    static let wattHour = WrittenUnit(.wattHour, 1)
    static let kilowattHour = WrittenUnit(.wattHour, 1_000)

    /// Reads a unit of Maille's own formats: `W`, `kW`, `Wh`, `kWh`, `MWh`, `l`, `m3`, and `m3*11.23`, a volume of
    /// gas times its calorific value in kWh per cubic metre.
    init?(_ text: Span<UInt8>) {
        switch text.string {
        case "W": self = .watt
        case "kW": self = .kilowatt
        case "Wh": self = .wattHour
        case "kWh": self = .kilowattHour
        case "MWh": self.init(.wattHour, 1_000_000)
        case "l": self.init(.litre, 1)
        case "m3": self.init(.litre, 1_000)
        default:
            guard text.startsWith("m3*"), let calorific = DecimalNumber(text.extracting(3..<text.count)),
                (1...1_000_000_000).contains(calorific.digits)
            else { return nil }
            self.init(.wattHour, calorific.digits * 1_000, decimals: calorific.decimals)
        }
    }

    /// What `init(_:)` reads, for those who must write it.
    static let forms = "W, kW, Wh, kWh, MWh, l, m3, or m3 times the calorific value as in m3*11.23"

    /// What a register may show: never less than nothing; sums of such values stay in 64 bits, and any JSON reader
    /// keeps them exact.
    static let registerValues: ClosedRange<Int64> = 0...1 << 53

    /// Whether numbers are kept as they are written.
    var isKept: Bool { factor.digits == 1 && factor.decimals == 0 }

    /// A number of this unit in the unit it is kept in, rounded half up; nil where the text is no number.
    func amount(_ text: Span<UInt8>) -> Int64? { DecimalNumber(text)?.times(factor) }

    /// The total that a figure of a whole period stands for: a mean power lasts all of it.
    func total(_ amount: Int64, seconds: Int64) -> Int64? {
        guard WrittenUnit.registerValues.contains(amount) else { return nil }
        guard unit == .watt else { return amount }
        return Int32(exactly: amount).map { (Int64($0) * (seconds / 60)).divided(by: 60) }
    }

    /// The same of a civil day.
    func total(_ amount: Int64, over day: CivilDay) -> Int64? { total(amount, seconds: Int64(day.minutes) * 60) }

    /// Volumes are for water: a volume of another carrier is no energy without its calorific value.
    func suits(_ carrier: Carrier) -> Bool { (unit == .litre) == (carrier == .water) }
}
