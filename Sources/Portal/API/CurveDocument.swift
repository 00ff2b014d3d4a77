import Access
import Exchange
import Foundation
import HTTPTypes
import Metering
import Store

/// Days of one channel's curve, as JSON, CSV and Green Button. Written by hand: a page of a month has 1,488 values, and each
/// carries its quality.
struct CurveDocument {
    let channel: Channel
    let period: ClosedRange<CivilDay>
    let days: [KnownDay]
    /// The address of the next page.
    let next: String?

    func answer(_ format: CurveFormat, _ call: Call) throws -> Answer {
        let bytes =
            switch format {
            case .json: json
            case .csv: csv
            case .espi: try espi(call)
            }
        var answer = Answer(fields: [.contentType: format.type], body: .bytes(bytes))
        // One address answers in several formats.
        answer.fields[.vary] = "Accept"
        if let next { answer.fields[.linked] = "<\(next)>; rel=\"next\"" }
        return answer
    }

    /// Green Button's Download My Data. Its ids name the point to this caller alone.
    private func espi(_ call: Call) throws -> [UInt8] {
        let id = String(
            call.tenant.keys.index(of: "\(call.caller.publicIDSeed)\u{0}\(channel.point)", as: "download").prefix(22))
        var writer = GreenButtonWriter(
            .batch(ofSubscription: id), at: GreenButton.base(call.tenant), updated: try call.newestKnown)
        writer.open(ESPIUsagePoint(.usagePoint(id, ofSubscription: id), carrier: channel.carrier))
        for known in days { writer.append(known.pointDay) }
        return writer.finish()
    }

    var json: [UInt8] {
        var text = UTF8Writer()
        text.add("{\"point\":\(JSONString(channel.point.text)),\"carrier\":\"\(channel.carrier.rawValue)\",")
        text.add("\"direction\":\"\(channel.direction.rawValue)\",")
        text.add("\"from\":\"\(period.lowerBound)\",\"to\":\"\(period.upperBound)\",\"days\":[")
        for (index, known) in days.enumerated() {
            if index > 0 { text.add(",") }
            add(known, to: &text)
        }
        text.add("]")
        if let next { text.add(",\"next\":\(JSONString(next))") }
        text.add("}")
        return text.bytes
    }

    private func add(_ known: KnownDay, to text: inout UTF8Writer) {
        let (day, curve) = (known.pointDay, known.pointDay.curve)
        let start = day.day.start
        text.add("{\"day\":\"\(day.day)\",\"step\":\"\(curve.step.isoText)\",\"unit\":\"\(curve.unit.symbol)\",")
        text.add("\"revision\":\(known.revision.number),\"intervals\":[")
        for index in 0..<curve.count {
            let mark = curve.mark(at: index)
            text.add(index > 0 ? ",{\"start\":\"" : "{\"start\":\"")
            text.add(parisTimeOf: start.advanced(minutes: index * curve.step.minutes))
            text.add("\",\"value\":")
            if mark.quality == .missing { text.add("null") } else { text.add(number: Int64(curve.values[index])) }
            text.add(",\"quality\":\"")
            text.add(mark.quality.name)
            if let remark = mark.remark {
                text.add("\",\"remark\":\"")
                text.add(remark)
            }
            text.add("\"}")
        }
        text.add("]}")
    }

    /// Columns start, end, value, unit, quality, remark, as `maille curve` writes them.
    var csv: [UInt8] {
        var text = UTF8Writer()
        text.add("start;end;value;unit;quality;remark\n")
        for day in days.map(\.pointDay) {
            for index in 0..<day.curve.count {
                let (start, mark) = (day.start(of: index), day.curve.mark(at: index))
                text.add(parisTimeOf: start)
                text.add(";")
                text.add(parisTimeOf: start.advanced(minutes: day.curve.step.minutes))
                text.add(";")
                if mark.quality != .missing { text.add(number: Int64(day.curve.values[index])) }
                text.add(";\(day.curve.unit.symbol);")
                text.add(mark.quality.name)
                text.add(";")
                text.add(mark.remark ?? "")
                text.add("\n")
            }
        }
        return text.bytes
    }
}

extension HTTPField.Name {
    /// RFC 8288.
    static let linked = HTTPField.Name("Link")!
}

/// A text as JSON writes it, with its quotes.
struct JSONString: CustomStringConvertible {
    let description: String

    init(_ text: String) {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        description = isPlain ? "\"\(text)\"" : String(decoding: (try? encoder.encode(text)) ?? Data(), as: UTF8.self)
    }
}

/// Bytes of a text that grows.
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
