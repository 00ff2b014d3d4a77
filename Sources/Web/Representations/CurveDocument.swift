package import Metering
package import Store

/// Days of one channel's curve, as JSON and CSV: of an answer, and of an export. Written by hand: a page of a month has
/// 1,488 values, and each carries its quality.
package struct CurveDocument {
    package let channel: Channel
    package let period: ClosedRange<CivilDay>
    package let days: [KnownDay]
    /// The address of the next page.
    package let next: String?

    package init(channel: Channel, period: ClosedRange<CivilDay>, days: [KnownDay], next: String?) {
        self.channel = channel
        self.period = period
        self.days = days
        self.next = next
    }

    package var json: [UInt8] {
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
    package var csv: [UInt8] {
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
