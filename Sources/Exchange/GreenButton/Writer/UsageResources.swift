package import Metering

/// A metering point of one carrier, under an id that names it to one recipient only.
package struct ESPIUsagePoint: ESPIResource {
    package let path: ESPIPath
    package let carrier: Carrier

    /// The path is `Subscription/…/UsagePoint/…` or another place of a usage point.
    package init(_ path: ESPIPath, carrier: Carrier = .electricity) {
        self.path = path
        self.carrier = carrier
    }

    package var title: String { "\(carrier.rawValue) metering point" }
    package var related: [ESPIPath] { [path.collection("MeterReading"), .parisTime] }

    package func append(to document: inout [UInt8]) {
        document.append("<UsagePoint xmlns=\"http://naesb.org/espi\"><ServiceCategory>")
        document.append(element: "kind", number: carrier.serviceKind)
        document.append("</ServiceCategory></UsagePoint>\n")
    }
}

/// Legal time in Paris: an hour before UTC, two from 02:00 on the last Sunday of March to 03:00 on the last of
/// October.
///
/// Source: the bits of `DstRuleType` in the schema; the rule of `ParisTime`.
package struct ESPIParisTime: ESPIResource {
    package init() {}

    package var path: ESPIPath { .parisTime }
    package var title: String { "Europe/Paris" }
    package var related: [ESPIPath] { [] }

    package func append(to document: inout [UInt8]) {
        document.append("<LocalTimeParameters xmlns=\"http://naesb.org/espi\"><dstEndRule>AE0E3000</dstEndRule>")
        document.append("<dstOffset>3600</dstOffset><dstStartRule>3E0E2000</dstStartRule>")
        document.append("<tzOffset>3600</tzOffset></LocalTimeParameters>\n")
    }
}

/// The curves of one kind at a usage point, which their blocks are under.
package struct ESPIMeterReading: ESPIResource {
    package let path: ESPIPath
    package let kind: ReadingKind

    package init(_ kind: ReadingKind, at usagePoint: ESPIPath) {
        path = usagePoint.collection("MeterReading").member(kind.id)
        self.kind = kind
    }

    package var title: String { kind.title }
    package var related: [ESPIPath] { [path.collection("IntervalBlock"), ESPIReadingType(kind).path] }

    package func append(to document: inout [UInt8]) {
        document.append("<MeterReading xmlns=\"http://naesb.org/espi\"/>\n")
    }
}

/// What the values of a kind are.
package struct ESPIReadingType: ESPIResource {
    package let kind: ReadingKind

    package init(_ kind: ReadingKind) { self.kind = kind }

    package var path: ESPIPath { .all("ReadingType").member(kind.id) }
    package var title: String { kind.title }
    package var related: [ESPIPath] { [] }

    package func append(to document: inout [UInt8]) {
        let scale = kind.scale
        let isPower = scale.measurement == ESPICode.power
        document.append("<ReadingType xmlns=\"http://naesb.org/espi\">")
        document.append(
            element: "accumulationBehaviour", number: isPower ? ESPICode.indicating : ESPICode.deltaData)
        document.append(element: "commodity", number: kind.carrier.commodity)
        document.append(element: "dataQualifier", number: isPower ? ESPICode.average : ESPICode.normal)
        if let flow = kind.direction.flowDirection { document.append(element: "flowDirection", number: flow) }
        document.append(element: "intervalLength", number: kind.seconds)
        document.append(element: "kind", number: scale.measurement)
        document.append(element: "powerOfTenMultiplier", number: scale.powerOfTen)
        document.append(element: "timeAttribute", number: 0)
        document.append(element: "uom", number: scale.uom)
        document.append("</ReadingType>\n")
    }
}

/// The values of one civil day, in the order of time; missing ones are left out.
package struct ESPIIntervalBlock: ESPIResource {
    package let path: ESPIPath
    private let day: UsageDay

    /// The point of the day's channel is not written.
    package init(_ day: UsageDay, at usagePoint: ESPIPath) {
        let reading = ESPIMeterReading(ReadingKind(day), at: usagePoint)
        path = reading.path.collection("IntervalBlock").member(day.day.description)
        self.day = day
    }

    package init(_ day: PointDay, at usagePoint: ESPIPath) { self.init(.curve(day), at: usagePoint) }

    package var title: String { day.day.description }
    package var related: [ESPIPath] { [] }

    package func append(to document: inout [UInt8]) {
        let factor = ReadingKind(day).scale.factor
        let length = Int64(day.day.minutes) * 60
        document.append("<IntervalBlock xmlns=\"http://naesb.org/espi\">")
        document.append(interval: "interval", from: day.day.start, seconds: length)
        document.append("\n")
        switch day {
        case .curve(let day):
            let curve = day.curve
            for index in 0..<curve.count {
                let mark = curve.mark(at: index)
                if mark.quality == .missing { continue }
                document.append(
                    reading: Int64(curve.values[index]) * factor, mark, from: day.start(of: index),
                    seconds: curve.step.seconds)
            }
        case .energy(let energy):
            document.append(
                reading: energy.total * factor, Mark(energy.quality), from: energy.day.start, seconds: length)
        }
        document.append("</IntervalBlock>\n")
    }
}

extension [UInt8] {
    fileprivate mutating func append(reading value: Int64, _ mark: Mark, from start: Instant, seconds: Int64) {
        append("<IntervalReading>")
        for code in ReadingQualityCode.codes(of: mark) {
            append("<ReadingQuality>")
            append(element: "quality", number: code)
            append("</ReadingQuality>")
        }
        append(interval: "timePeriod", from: start, seconds: seconds)
        append(element: "value", number: value)
        append("</IntervalReading>\n")
    }

    mutating func append(interval name: StaticString, from start: Instant, seconds: Int64) {
        append("<")
        append(name)
        append(">")
        append(element: "duration", number: seconds)
        append(element: "start", number: start.secondsSinceEpoch)
        append("</")
        append(name)
        append(">")
    }
}
