/// A bar chart in one frame.
struct BarDrawing {
    let chart: BarChart
    let frame: BarFrame
    private let scale: Scale
    private let slot: Double
    private var labels = Labels()
    private var svg = SVG()

    init(_ chart: BarChart, in frame: BarFrame) {
        self.chart = chart
        self.frame = frame
        let values = chart.bars.filter(\.state.hasBar).map(\.value) + chart.past.compactMap(\.self)
        scale = Scale(upTo: values.max() ?? 0)
        slot = frame.plotWidth / Double(max(chart.bars.count, 1))
    }

    /// The whole `<svg>`.
    mutating func drawn() -> String {
        let name = frame.isWide ? chart.name : chart.name + "-s"
        var drawing = self
        var outer = SVG()
        outer.element(
            "svg",
            [
                "class": frame.isWide ? "w" : "s", "viewBox": "0 0 \(frame.width.svg) \(frame.height.svg)",
                "role": "img", "aria-labelledby": "\(name)-t \(name)-d",
            ]
        ) { svg in
            svg.element("title", ["id": "\(name)-t"]) { $0.words(chart.title) }
            svg.element("desc", ["id": "\(name)-d"]) { $0.words(chart.summary) }
            drawing.svg = svg
            drawing.drawParts(name)
            svg = drawing.svg
        }
        return outer.text
    }

    private mutating func drawParts(_ name: String) {
        if chart.bars.contains(where: { $0.state.pattern != nil }) { drawPatterns(name) }
        drawBandGround()
        drawAxis()
        drawPast()
        for (index, bar) in chart.bars.enumerated() where bar.state.hasBar { draw(bar, at: index, name) }
        let holes = runs(of: .missing)
        for run in holes { drawFrame(around: run) }
        drawTicks()
        drawRows()
        drawBandWords()
        drawPeak()
        for run in holes { writeMissing(run) }
        for state in [Bar.State.estimated, .corrected] { for run in runs(of: state) { write(run, state) } }
        writePastName()
    }

    // MARK: places

    private func x(_ place: Double) -> Double { frame.left + place * slot }

    private func y(_ value: Int64) -> Double {
        frame.base - Double(value) / Double(scale.top) * frame.plotHeight
    }

    /// The tops of what is drawn between two places across.
    private func highest(from left: Double, to right: Double) -> Double {
        let first = max(0, Int((left - frame.left) / slot)), last = Int((right - frame.left) / slot)
        guard first <= last else { return frame.base }
        return (first...last).reduce(frame.base) { least, index in
            guard chart.bars.indices.contains(index) else { return least }
            let bar = chart.bars[index].state.hasBar ? chart.bars[index].value : 0
            return min(least, y(bar))
        }
    }

    private func runs(of state: Bar.State) -> [Range<Int>] {
        chart.bars.indices.reduce(into: []) { runs, index in
            guard chart.bars[index].state == state else { return }
            if let last = runs.last, last.upperBound == index {
                runs[runs.count - 1] = last.lowerBound..<index + 1
            } else {
                runs.append(index..<index + 1)
            }
        }
    }

    // MARK: ground

    private mutating func drawPatterns(_ name: String) {
        svg.element("defs", [:]) { svg in
            svg.element(
                "pattern",
                [
                    "id": "\(name)-e", "width": "5", "height": "5", "patternUnits": "userSpaceOnUse",
                    "patternTransform": "rotate(45)",
                ]
            ) {
                $0.path("M0 0H5V5H0z", "hole")
                $0.path("M1 0V5", "hatch")
            }
            svg.element(
                "pattern", ["id": "\(name)-k", "width": "4", "height": "4", "patternUnits": "userSpaceOnUse"]
            ) {
                $0.path("M0 0H4V4H0z", "bar")
                $0.element("circle", ["class": "hole", "cx": "2", "cy": "2", "r": "1.1"])
            }
        }
    }

    private mutating func drawBandGround() {
        guard let band = chart.band else { return }
        let left = x(Double(band.slots.lowerBound)).svg, right = x(Double(band.slots.upperBound)).svg
        svg.path("M\(left) \((frame.top - 10).svg)H\(right)V\(frame.base.svg)H\(left)z", "band")
    }

    private mutating func drawAxis() {
        for mark in scale.marks {
            let y = y(mark)
            svg.path("M\(frame.left.svg) \(y.svg)H\(frame.right.svg)", mark == 0 ? "base" : "grid")
            svg.label(chart.axis(mark, scale.step), frame.left - 8, y + 4.5, "e")
        }
        svg.label(chart.unit, 0, frame.isWide ? frame.top - 16 : 12, "")
    }

    private mutating func drawPast() {
        var runs: [[(index: Int, value: Int64)]] = []
        for (index, value) in chart.past.enumerated() {
            guard let value else { continue }
            if let last = runs.last?.last, last.index == index - 1 {
                runs[runs.count - 1].append((index, value))
            } else {
                runs.append([(index, value)])
            }
        }
        for run in runs {
            let steps = run.map { "\(y($0.value).svg)H\(x(Double($0.index + 1)).svg)" }.joined(separator: "V")
            let left = x(Double(run[0].index)).svg
            svg.path("M\(left) \(frame.base.svg)V\(steps)V\(frame.base.svg)z", "ghost")
            svg.path("M\(left) \(steps)", "trace")
        }
    }

    // MARK: bars

    private mutating func draw(_ bar: Bar, at index: Int, _ name: String) {
        let width = slot * 0.64
        let left = x(Double(index)) + (slot - width) / 2
        // A zero is one unit high, so that it is not taken for a value that is missing.
        let top = min(y(max(bar.value, 0)), frame.base - 1)
        var attributes: SVG.Attributes =
            switch bar.state.pattern {
            case .hatch: ["class": "est", "fill": "url(#\(name)-e)"]
            case .dots: ["fill": "url(#\(name)-k)"]
            case nil: ["class": "bar"]
            }
        attributes.pairs += [
            ("x", left.svg), ("y", top.svg), ("width", width.svg), ("height", (frame.base - top).svg),
        ]
        svg.element("rect", attributes) { svg in
            svg.element("title", [:]) { $0.words(bar.name) }
        }
        if bar.state == .partial { drawCap(left, width, top) }
    }

    /// What is missing of a sum: a dashed cap whose height says nothing.
    private mutating func drawCap(_ left: Double, _ width: Double, _ top: Double) {
        svg.path("M\(left.svg) \(top.svg)v-9h\(width.svg)v9", "gap")
    }

    private mutating func drawFrame(around run: Range<Int>) {
        let left = x(Double(run.lowerBound)).svg, right = x(Double(run.upperBound)).svg
        svg.path("M\(left) \(frame.base.svg)V\(frame.top.svg)H\(right)V\(frame.base.svg)", "gap")
    }

    // MARK: words

    private mutating func drawTicks() {
        let last = Double(chart.bars.count)
        let detailed = chart.ticks.filter { $0.detail != nil }
        for tick in chart.ticks where frame.isWide || tick.isInNarrow {
            let x = x(tick.place)
            if tick.place == tick.place.rounded() {
                svg.path("M\(x.svg) \(frame.base.svg)v5", "tick")
            }
            let anchor = tick.place == 0 ? "" : tick.place == last ? "e" : "m"
            // The two hours of one name stand close: their words lean away from each other.
            let lean = tick.detail == nil ? 0 : tick == detailed.first ? -5.0 : 5
            svg.label(frame.isWide ? tick.words.wide : tick.words.narrow, x + lean, frame.base + 20, anchor)
            if let detail = tick.detail, frame.isWide { svg.label(detail, x + lean, frame.base + 37, "m lab") }
        }
    }

    private mutating func drawRows() {
        guard frame.isWide else { return }
        for (number, row) in chart.rows.enumerated() {
            let baseline = frame.base + 20 + Double(number + 1) * 17
            svg.label(row.name, 0, baseline, row.isLead ? "tint key" : "")
            for (index, text) in row.texts.enumerated() where !text.isEmpty {
                svg.label(text, x(Double(index) + 0.5), baseline, row.isLead ? "m key" : "m")
            }
        }
    }

    private mutating func drawBandWords() {
        guard let band = chart.band else { return }
        let words = frame.isWide ? band.words.wide : band.words.narrow
        let middle = x(Double(band.slots.lowerBound + band.slots.upperBound) / 2)
        let baseline = frame.top - (frame.isWide ? 26 : 23)
        svg.path("M\(middle.svg) \((frame.top - 10).svg)v-\(frame.isWide ? 10 : 8)", "lead")
        svg.label(words, middle - 4, baseline, "lab")
        let width = Labels.width(of: words, size: frame.textSize)
        _ = labels.take(
            Labels.Box(left: middle - 4, right: middle + width, top: baseline - frame.textSize, bottom: baseline + 4))
    }

    /// The highest bar; of several, the first.
    private mutating func drawPeak() {
        guard let peak = chart.peak,
            let bar = chart.bars.enumerated().filter({ $1.state.hasBar }).max(by: {
                $0.element.value < $1.element.value
            })
        else { return }
        let words = frame.isWide ? peak.wide : peak.narrow
        let baseline = y(bar.element.value) - (bar.element.state == .partial ? 17 : 8)
        _ = place(words, centre: x(Double(bar.offset) + 0.5), baseline: baseline, "m key")
    }

    private mutating func writeMissing(_ run: Range<Int>) {
        guard let words = chart.runs(run.count, .missing) else { return }
        let centre = x(Double(run.lowerBound + run.upperBound) / 2)
        let lines = words.wide.split(separator: "\n").map(String.init)
        let width = lines.map { Labels.width(of: $0, size: frame.textSize) }.max() ?? 0
        guard frame.isWide, width < Double(run.count) * slot else {
            _ = place(words.narrow, centre: centre, baseline: frame.top - 7, "m lab")
            return
        }
        for (number, line) in lines.enumerated() {
            _ = place(line, centre: centre, baseline: frame.top + 20 + Double(number) * 17, "m lab")
        }
    }

    /// Above all that stands under the words, or higher where other words are there.
    private mutating func write(_ run: Range<Int>, _ state: Bar.State) {
        guard let words = chart.runs(run.count, state) else { return }
        let text = frame.isWide ? words.wide : words.narrow
        let half = Labels.width(of: text, size: frame.textSize) / 2
        let centre = clamped(x(Double(run.lowerBound + run.upperBound) / 2), half)
        let lowest = highest(from: centre - half, to: centre + half) - 8
        for raise in 0..<3 where lowest - Double(raise) * 17 > frame.top - 4 {
            if place(text, centre: centre, baseline: lowest - Double(raise) * 17, "m lab") { return }
        }
    }

    /// Over the lowest stretch that has room, with a stroke to the values that it names.
    private mutating func writePastName() {
        guard let name = chart.pastName, chart.past.contains(where: { $0 != nil }) else { return }
        let words = frame.isWide ? name.wide : name.narrow
        let half = Labels.width(of: words, size: frame.textSize) / 2
        let places = chart.past.indices.filter { chart.past[$0] != nil }.map {
            index -> (index: Int, baseline: Double) in
            let centre = clamped(x(Double(index) + 0.5), half)
            return (index, pastTop(from: centre - half, to: centre + half) - 34)
        }
        for place in places.sorted(by: { $0.baseline > $1.baseline }).prefix(12) where place.baseline > frame.top + 4 {
            let centre = clamped(x(Double(place.index) + 0.5), half)
            guard self.place(words, centre: centre, baseline: place.baseline, "m") else { continue }
            guard let value = chart.past[place.index] else { return }
            let target = x(Double(place.index) + 0.5)
            svg.path(
                "M\(target.svg) \((place.baseline + 5).svg)V\(y(value).svg)", "lead")
            return
        }
    }

    /// The tops of bars and of the values behind them.
    private func pastTop(from left: Double, to right: Double) -> Double {
        let first = max(0, Int((left - frame.left) / slot))
        let last = min(chart.past.count - 1, Int((right - frame.left) / slot))
        guard first <= last else { return frame.base }
        return (first...last).reduce(highest(from: left, to: right)) { min($0, y(chart.past[$1] ?? 0)) }
    }

    private func clamped(_ centre: Double, _ half: Double) -> Double {
        min(max(centre, frame.left + half), max(frame.right - half, frame.left + half))
    }

    private mutating func place(_ words: String, centre: Double, baseline: Double, _ classes: String) -> Bool {
        let centre = clamped(centre, Labels.width(of: words, size: frame.textSize) / 2)
        guard labels.take(Labels.box(words, centre: centre, baseline: baseline, size: frame.textSize)) else {
            return false
        }
        svg.label(words, centre, baseline, classes)
        return true
    }
}

extension Bar.State {
    enum Pattern { case hatch, dots }

    var pattern: Pattern? {
        switch self {
        case .estimated: .hatch
        case .corrected: .dots
        case .measured, .partial, .missing, .outside: nil
        }
    }
}

extension BarChart {
    /// Both drawings, the wide one first: one of them is shown.
    package func drawn(_ size: Size) -> String {
        var wide = BarDrawing(
            self, in: .wide(size, rows: rows.count, hasDetail: ticks.contains { $0.detail != nil }))
        var narrow = BarDrawing(self, in: .narrow(size))
        return wide.drawn() + narrow.drawn()
    }
}
