import Metering

/// Appends texts, numbers and times as UTF-8.
struct UTF8Writer {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func add(number: Int64) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        var (rest, digits) = (number.magnitude, InlineArray<20, UInt8>(repeating: 0))
        var count = 0
        repeat {
            digits[count] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
            count += 1
        } while rest > 0
        while count > 0 {
            count -= 1
            bytes.append(digits[count])
        }
    }

    /// ISO 8601 with the offset of Paris, as `Instant.parisText`.
    mutating func add(parisTimeOf instant: Instant) {
        let offset = ParisTime.offset(at: instant)
        // Not before 1970: days of measures are those from 2000 on.
        let (days, second) = (instant.secondsSinceEpoch + offset).quotientAndRemainder(dividingBy: 86_400)
        let (year, month, dayOfMonth) = CivilDay(daysSinceEpoch: Int32(days)).components
        add(twoDigits: year / 100)
        add(twoDigits: year % 100)
        add(dashed: month)
        add(dashed: dayOfMonth)
        bytes.append(UInt8(ascii: "T"))
        add(twoDigits: Int(second) / 3_600)
        bytes.append(UInt8(ascii: ":"))
        add(twoDigits: Int(second) / 60 % 60)
        bytes.append(UInt8(ascii: ":"))
        add(twoDigits: Int(second) % 60)
        bytes.append(UInt8(ascii: "+"))
        add(twoDigits: Int(offset / 3_600))
        add(":00")
    }

    private mutating func add(dashed value: Int) {
        bytes.append(UInt8(ascii: "-"))
        add(twoDigits: value)
    }

    private mutating func add(twoDigits value: Int) {
        bytes.append(UInt8(ascii: "0") + UInt8(value / 10))
        bytes.append(UInt8(ascii: "0") + UInt8(value % 10))
    }
}
