import Charts
import Foundation
import FoundationXML
import TestKit
import Testing

@Suite("A bar chart")
struct BarChartTests {
    @Test("draws bars whose heights stand to each other as their values, in both drawings")
    func heights() throws {
        let drawings = try Drawing.both(of: chart(values: [400, 100, 200, 0, 300]))
        for drawing in drawings {
            let bars = drawing.bars
            try #require(bars.count == 5)
            let unit = bars[0].height / 400
            for (bar, value) in zip(bars, [400, 100, 200, 0, 300] as [Double]) where value > 0 {
                #expect(abs(bar.height - value * unit) <= 0.1)
            }
            // A zero is seen, and is no missing value.
            #expect(bars[3].height == 1)
            let floors = Set(bars.map { ($0.y + $0.height).rounded() })
            #expect(floors.count == 1)
        }
    }

    @Test("draws no bar for a value that is missing, to come or another's, and a frame for each run that is missing")
    func missing() throws {
        let states: [Bar.State] = [.measured, .missing, .missing, .measured, .missing, .outside]
        for drawing in try Drawing.both(of: chart(states: states)) {
            #expect(drawing.bars.count == 2)
            #expect(drawing.paths(of: "gap").count == 2)
        }
    }

    @Test("gives each quality a pattern of its own, defined within its own drawing")
    func patterns() throws {
        for drawing in try Drawing.both(of: chart(states: [.measured, .corrected, .estimated, .partial])) {
            let defined = Set(drawing.elements("pattern").compactMap { $0.attribute(forName: "id")?.stringValue })
            let fills = drawing.elements("rect").compactMap { $0.attribute(forName: "fill")?.stringValue }
            #expect(fills.count == 2)
            #expect(fills.allSatisfy { fill in defined.contains { fill == "url(#\($0))" } })
        }
        let ids = try Drawing.both(of: chart(states: [.estimated])).flatMap(\.identifiers)
        #expect(ids.count == Set(ids).count)
    }

    @Test("joins the values behind across no gap")
    func past() throws {
        var chart = chart(values: [1, 2, 3, 4])
        chart.past = [1, nil, 3, 4]
        for drawing in try Drawing.both(of: chart) { #expect(drawing.paths(of: "trace").count == 2) }
    }

    @Test("writes no word over another, whatever its values", arguments: 0..<60)
    func labels(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = [46, 48, 50, 24, 144].randomElement(using: &random) ?? 48
        let states: [Bar.State] = [.measured, .measured, .measured, .corrected, .estimated, .missing, .outside]
        let bars = (0..<count / 4).flatMap { run in
            let state = states.randomElement(using: &random) ?? .measured
            return (0..<4).map { _ in Bar("bar \(run)", .random(in: 0...1_000, using: &random), state) }
        }
        var chart = BarChart(name: "day", title: "t", summary: "s", unit: "kWh", bars: bars)
        chart.past = bars.map { _ in .random(in: 0...1_000, using: &random) }
        chart.pastName = .init("yesterday, Saturday 24", narrow: "yesterday")
        chart.peak = .init("1,34 kWh, 19:30–20:00", narrow: "1,34")
        chart.runs = { count, state in .init("\(count) values\n\(state)", narrow: "\(count)") }
        for drawing in try Drawing.both(of: chart) {
            let boxes = drawing.labelBoxes
            for (number, box) in boxes.enumerated() {
                #expect(!boxes[..<number].contains { $0.intersects(box) })
                #expect(box.minX >= -1 && box.maxX <= drawing.width + 1)
            }
        }
    }

    @Test("is well-formed whatever its words say")
    func escaping() throws {
        var chart = BarChart(
            name: "day", title: "<b>\"&", summary: "a < b & c > d", unit: "<kWh>", bars: [Bar("<script>", 1, .measured)]
        )
        chart.peak = .init("& <")
        let drawings = try Drawing.both(of: chart)
        #expect(drawings[0].elements("title").first?.stringValue == "<b>\"&")
        #expect(drawings[0].elements("desc").first?.stringValue == "a < b & c > d")
    }

    @Test("of nothing is an empty frame, and no trap")
    func nothing() throws {
        #expect(try Drawing.both(of: chart(values: [])).allSatisfy { $0.bars.isEmpty })
    }

    private func chart(values: [Int64]) -> BarChart {
        BarChart(
            name: "day", title: "t", summary: "s", unit: "kWh", bars: values.map { Bar("\($0) Wh", $0, .measured) })
    }

    private func chart(states: [Bar.State]) -> BarChart {
        BarChart(name: "day", title: "t", summary: "s", unit: "kWh", bars: states.map { Bar("bar", 10, $0) })
    }
}

/// What an XML reader makes of a drawing.
private struct Drawing {
    let root: XMLElement

    static func both(of chart: BarChart) throws -> [Drawing] {
        let text = "<both>" + chart.drawn(.day) + "</both>"
        let document = try XMLDocument(data: Data(text.utf8))
        return try #require(document.rootElement()).elements(forName: "svg").map(Drawing.init)
    }

    struct Rectangle {
        let x, y, width, height: Double

        init(_ element: XMLElement) {
            func number(_ name: String) -> Double {
                Double(element.attribute(forName: name)?.stringValue ?? "") ?? .nan
            }
            (x, y, width, height) = (number("x"), number("y"), number("width"), number("height"))
        }
    }

    var bars: [Rectangle] { elements("rect").map(Rectangle.init) }

    var width: Double {
        Double(root.attribute(forName: "viewBox")?.stringValue?.split(separator: " ")[2] ?? "") ?? .nan
    }

    var identifiers: [String] {
        descendants(of: root).compactMap { $0.attribute(forName: "id")?.stringValue }
    }

    /// Of the words within the plot, as wide as the drawing takes them.
    var labelBoxes: [CGRect] {
        elements("text").compactMap { element in
            let classes = element.attribute(forName: "class")?.stringValue ?? ""
            guard classes.hasPrefix("m lab") || classes == "m key" || classes == "m",
                let words = element.stringValue, let x = Double(element.attribute(forName: "x")?.stringValue ?? ""),
                let y = Double(element.attribute(forName: "y")?.stringValue ?? "")
            else { return nil }
            let size: Double = width > 400 ? 13 : 12
            let wide = Double(words.count) * size * 0.56
            return CGRect(x: x - wide / 2, y: y - size, width: wide, height: size)
        }
    }

    func paths(of name: String) -> [XMLElement] {
        elements("path").filter { $0.attribute(forName: "class")?.stringValue == name }
    }

    func elements(_ name: String) -> [XMLElement] { descendants(of: root).filter { $0.name == name } }

    private func descendants(of element: XMLElement) -> [XMLElement] {
        [element] + (element.children ?? []).compactMap { $0 as? XMLElement }.flatMap(descendants)
    }
}
