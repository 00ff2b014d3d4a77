import Access
import Charts
import Metering
import Services
import Web

/// The picture of a person's own use: intervals of a day, days, or months.
struct UseChart {
    /// Unique on its page.
    let name: String
    let use: OwnUse
    let words: UseWords
    let amounts: Amounts

    private var dates: UseDates { words.dates }

    var part: UseWords.Part { use.part }

    /// Decimals of bars, alike for all of them.
    var decimals: Int {
        amounts.decimals(for: use.slots.map { max($0.value ?? 0, $0.past ?? 0) }.max() ?? 0)
    }

    var chart: BarChart {
        var chart = BarChart(
            name: name, title: title, summary: summary, unit: unitWords, bars: use.slots.map(bar))
        chart.ticks = ticks
        if use.slots.contains(where: { $0.past != nil }) {
            chart.past = use.slots.map(\.past)
            chart.pastName = BarChart.Words(dates.short(use.period.compared))
        }
        chart.band = repeatedHour
        chart.peak = peak
        chart.runs = runs
        chart.axis = { [amounts] value, step in
            value == 0 ? "0" : amounts.number(value, decimals: amounts.decimals(ofStep: step))
        }
        if use.period.kind == .year { chart.rows = rows }
        return chart
    }

    var title: String {
        "\(words.name(of: use.channel)) – \(dates.title(use.period))"
    }

    private var unitWords: String {
        let symbol = amounts.unit.symbol
        return part == .month
            ? symbol : words.say("\(symbol) par \(words.part(part))", "\(symbol) per \(words.part(part))")
    }

    // MARK: bars

    func name(of slot: UseSlot) -> String {
        switch slot.span {
        case .interval(let start, let step): dates.interval(start, step)
        case .days(let days) where use.period.kind == .year: days.lowerBound.formattedMonth(words.language)
        case .days(let days): dates.day(days.lowerBound)
        }
    }

    /// A value with its quality, or why there is none.
    func remark(of slot: UseSlot) -> String {
        switch slot.content {
        case .whole(_, let quality): words.quality(quality)
        case .part(_, let known, let all):
            words.say("en partie : \(known) sur \(all)", "in part: \(known) of \(all)")
        case .missing(let reason): words.reason(reason)
        case .notDue: words.say("à venir", "still to come")
        case .outside: words.say("pas à vous", "not yours")
        }
    }

    private func bar(_ slot: UseSlot) -> Bar {
        let value = slot.value.map { amounts.text($0, decimals: decimals) }
        let told = [value, slot.content == .whole(slot.value ?? 0, .measured) ? nil : remark(of: slot)]
        let colon = words.say("\u{A0}: ", ": ")
        return Bar(
            name(of: slot) + colon + told.compactMap(\.self).joined(separator: ", "), slot.value ?? 0, state(slot))
    }

    private func state(_ slot: UseSlot) -> Bar.State {
        switch slot.content {
        case .whole(_, .measured): .measured
        case .whole(_, .corrected): .corrected
        case .whole(_, .estimated): .estimated
        case .whole(_, .missing), .missing: .missing
        case .part: .partial
        case .notDue, .outside: .outside
        }
    }

    private var peak: BarChart.Words? {
        guard let slot = use.slots.filter({ $0.value != nil }).max(by: { ($0.value ?? 0) < ($1.value ?? 0) }),
            let value = slot.value, value > 0, use.period.kind != .year
        else { return nil }
        let text = amounts.text(value, decimals: decimals)
        guard case .interval(let start, let step) = slot.span else { return BarChart.Words(text) }
        return BarChart.Words("\(text), \(dates.interval(start, step))", narrow: "\(text), \(dates.clock(start))")
    }

    private var runs: @Sendable (Int, Bar.State) -> BarChart.Words? {
        let (words, part) = (words, part)
        return { number, state in
            switch state {
            case .missing:
                let lines = words.count(number, .missing, part).split(separator: " ", maxSplits: 1)
                return BarChart.Words(
                    "\(lines[0]) \(words.say(number < 2 ? "valeur" : "valeurs", number == 1 ? "value" : "values"))\n"
                        + words.say(number < 2 ? "non reçue" : "non reçues", "not received"),
                    narrow: words.say("\(number) non reçue\(number < 2 ? "" : "s")", "\(number) not received"))
            case .estimated: return BarChart.Words(words.count(number, .estimated, part))
            case .corrected: return BarChart.Words(words.count(number, .corrected, part))
            case .measured, .partial, .outside: return nil
            }
        }
    }

    // MARK: the axis

    private var ticks: [BarChart.Tick] {
        switch part {
        case .interval(let step): hourTicks(step)
        case .day: dayTicks
        case .month: monthTicks
        }
    }

    private func hourTicks(_ step: Step) -> [BarChart.Tick] {
        let day = use.period.days.lowerBound
        let (isLong, count) = (day.minutes > 1_440, use.slots.count)
        var ticks = (0..<count).compactMap { index -> BarChart.Tick? in
            let start = day.start.advanced(minutes: index * step.minutes)
            let minute = start.minuteOfParis
            let isTwo = isLong && minute == 120
            guard minute % 180 == 0 || isTwo, !(isLong && minute == 180) else { return nil }
            let detail =
                isTwo ? (start.isSecondPassage ? words.say("hiver", "winter") : words.say("été", "summer")) : nil
            return BarChart.Tick(
                Double(index), BarChart.Words(dates.clock(start)), detail: detail, isInNarrow: minute % 360 == 0)
        }
        ticks.append(BarChart.Tick(Double(count), BarChart.Words("24:00")))
        return ticks
    }

    private var dayTicks: [BarChart.Tick] {
        use.period.days.each.enumerated().compactMap { index, day in
            let number = day.components.day
            guard use.period.kind == .week || number == 1 || number % 5 == 0 else { return nil }
            let isWeek = use.period.kind == .week
            return BarChart.Tick(
                Double(index) + 0.5,
                BarChart.Words(isWeek ? dates.shortDay(day) : "\(number)", narrow: "\(number)"),
                isInNarrow: isWeek || number == 1 || number % 10 == 0)
        }
    }

    private var monthTicks: [BarChart.Tick] {
        use.slots.enumerated().compactMap { index, slot in
            guard case .days(let days) = slot.span else { return nil }
            let name = dates.shortMonth(days.lowerBound)
            return BarChart.Tick(
                Double(index) + 0.5, BarChart.Words(name, narrow: String(name.prefix(1)).uppercased()))
        }
    }

    private var rows: [BarChart.Row] {
        func row(_ period: UsePeriod, isLead: Bool, _ value: (UseSlot) -> Int64?) -> BarChart.Row {
            BarChart.Row(
                dates.short(period), use.slots.map { value($0).map { amounts.number($0, decimals: decimals) } ?? "" },
                isLead: isLead)
        }
        let past = row(use.period.compared, isLead: false, \.past)
        return [row(use.period, isLead: true, \.value)] + (past.texts.contains { !$0.isEmpty } ? [past] : [])
    }

    private var repeatedHour: BarChart.Band? {
        let slots = use.slots.indices.filter { index in
            if case .interval(let start, _) = use.slots[index].span { start.isSecondPassage } else { false }
        }
        guard let first = slots.first else { return nil }
        return BarChart.Band(
            first..<first + slots.count,
            BarChart.Words(
                words.say("02:00 une seconde fois, à l’heure d’hiver", "02:00 for the second time, in winter time"),
                narrow: words.say("02:00, seconde fois", "02:00, second time")))
    }

    // MARK: in words

    private var summary: String {
        guard !use.isEmpty else { return words.answer(use, amounts) }
        var sentences = [
            words.say(
                "\(words.count(use.slots.count, part)). Total \(amounts.text(use.total, decimals: amounts.decimals(for: use.total))).",
                "\(words.count(use.slots.count, part)). Total \(amounts.text(use.total, decimals: amounts.decimals(for: use.total)))."
            )
        ]
        if let highest = use.slots.filter({ $0.value != nil }).max(by: { ($0.value ?? 0) < ($1.value ?? 0) }),
            let value = highest.value
        {
            let text = amounts.text(value, decimals: decimals)
            sentences.append(
                words.say("Maximum \(text) : \(name(of: highest)).", "Maximum \(text): \(name(of: highest))."))
        }
        let counted: UseWords.Part = part == .month ? .day : part
        for (quality, number) in [
            (Quality.missing, use.qualities.missing), (.estimated, use.qualities.estimated),
            (.corrected, use.qualities.corrected),
        ] where number > 0 {
            sentences.append(words.count(number, quality, counted) + ".")
        }
        if use.slots.contains(where: { $0.past != nil }) {
            let past = dates.short(use.period.compared)
            sentences.append(words.say("En gris derrière : \(past).", "In grey behind: \(past)."))
        }
        return sentences.joined(separator: " ")
    }
}

extension OwnUse {
    /// What one slot stands for.
    var part: UseWords.Part {
        if case .interval(_, let step)? = slots.first?.span { return .interval(step) }
        return period.kind == .year ? .month : .day
    }
}
