import Metering

/// Green Button feeds as other issuers write them, made of parts.
enum GreenButtonFixture {
    static let point = "9f0a4f2e-1111-4222-8333-0123456789ab"

    static func feed(_ entries: [String], id: String = "urn:uuid:00000000-0000-4000-8000-000000000000") -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <?xml-stylesheet type="text/xsl" href="GreenButtonDataStyleSheet.xslt"?>
        <atom:feed xmlns:atom="http://www.w3.org/2005/Atom" xmlns:ns="http://naesb.org/espi"><atom:id>\(id)</atom:id>
        <atom:title>12 rue des Chiens</atom:title>
        \(entries.joined(separator: "\n"))
        </atom:feed>
        """
    }

    /// Links come after the content: Atom has no order.
    static func entry(id: String, own: String, up: String? = nil, related: [String] = [], _ content: String) -> String {
        let links =
            [("self", own)] + (up.map { [("up", $0)] } ?? []) + related.map { ("related", $0) }
        let written = links.map { "<atom:link href=\"\($0.1)\" rel=\"\($0.0)\"/>" }.joined()
        return "<atom:entry><atom:content>\(content)</atom:content><atom:id>\(id)</atom:id>\(written)</atom:entry>"
    }

    static func usagePoint(_ number: Int = 1, id: String = "urn:uuid:\(point.uppercased())", kind: String = "0")
        -> String
    {
        entry(
            id: id, own: "UsagePoint/\(number)",
            related: ["UsagePoint/\(number)/MeterReading", "LocalTimeParameters/1"],
            "<ns:UsagePoint><ns:ServiceCategory><ns:kind>\(kind)</ns:kind></ns:ServiceCategory></ns:UsagePoint>")
    }

    static func meterReading(_ number: Int = 1, of usagePoint: Int = 1, type: Int = 1) -> String {
        let own = "UsagePoint/\(usagePoint)/MeterReading/\(number)"
        return entry(
            id: "mr\(usagePoint)-\(number)", own: own, up: "UsagePoint/\(usagePoint)/MeterReading",
            related: ["\(own)/IntervalBlock", "ReadingType/\(type)"], "<ns:MeterReading/>")
    }

    static func readingType(_ number: Int = 1, _ codes: [String: Int]) -> String {
        let all: [String: Int] = [
            "accumulationBehaviour": 4, "commodity": 1, "flowDirection": 1, "intervalLength": 1_800, "kind": 12,
            "powerOfTenMultiplier": 0, "uom": 72,
        ].merging(codes) { $1 }
        let written = all.sorted { $0.key < $1.key }.map { "<ns:\($0.key)>\($0.value)</ns:\($0.key)>" }.joined()
        return entry(
            id: "rt\(number)", own: "https://issuer.example/espi/1_1/resource/ReadingType/\(number)",
            "<ns:ReadingType>\(written)</ns:ReadingType>")
    }

    static func block(_ readings: [String]) -> String { block(1, readings) }

    static func block(_ number: Int, of usagePoint: Int = 1, meterReading: Int = 1, _ readings: [String]) -> String {
        let up = "UsagePoint/\(usagePoint)/MeterReading/\(meterReading)/IntervalBlock"
        return entry(
            id: "b\(number)", own: "\(up)/\(number)", up: up,
            "<ns:IntervalBlock><ns:interval><ns:duration>86400</ns:duration><ns:start>\(start)</ns:start></ns:interval>"
                + readings.joined() + "</ns:IntervalBlock>")
    }

    /// Midnight in Paris, 15 January 2026.
    static let start: Int64 = 1_768_431_600

    static func reading(
        _ value: String?, after seconds: Int64 = 0, from start: Int64 = start, lasting duration: Int64 = 1_800,
        quality: [String] = []
    ) -> String {
        reading(
            value, quality: quality,
            period:
                "<ns:timePeriod><ns:duration>\(duration)</ns:duration><ns:start>\(start + seconds)</ns:start></ns:timePeriod>"
        )
    }

    static func reading(_ value: String?, quality: [String] = [], period: String) -> String {
        let qualities = quality.map { "<ns:ReadingQuality><ns:quality>\($0)</ns:quality></ns:ReadingQuality>" }.joined()
        let written = value.map { "<ns:value>\($0)</ns:value>" } ?? ""
        return "<ns:IntervalReading><ns:cost>974</ns:cost>\(qualities)\(period)\(written)</ns:IntervalReading>"
    }

    /// A feed of one point and one type.
    static func curve(_ readings: [String], of codes: [String: Int] = [:], service: String = "0") -> String {
        feed([usagePoint(kind: service), meterReading(), readingType(1, codes), block(readings)])
    }
}
