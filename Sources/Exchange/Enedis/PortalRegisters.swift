import Metering

/// The daily indexes of one section, or its daily maxima of power: whole figures of a day or a moment.
struct PortalRegisters: PortalTable {
    private struct Row {
        let figures: [Figure]
        let line: UInt32
    }

    private struct Figure: Hashable {
        let register: Register
        let value: Int64
    }

    private let section: PortalSection
    private let sink: any RecordSink
    private let limits: ReadingLimits
    /// The register of each column.
    private let columns: [(position: Int, register: Register)]
    private var rows: [Instant: Row] = [:]
    private var emptyCount = 0
    private var repeatedCount = 0
    private var clock = WallClock()

    /// Takes the cells of the table's header: `Horodate;Type de releve;EAS F1;…;EAS T`, or `Horodate;Valeur`. Nil where
    /// none of them is a figure of such a section.
    init?(_ section: PortalSection, header: [String], into sink: any RecordSink, limits: ReadingLimits) {
        self.section = section
        self.sink = sink
        self.limits = limits
        columns = header.enumerated().compactMap { position, name in
            switch section.content {
            case .maximumPower: name == "valeur" ? (position, .maximumPower) : nil
            default: PortalRegisters.register(named: name.uppercased()).map { (position, $0) }
            }
        }
        if columns.isEmpty { return nil }
    }

    /// `EAS F1` to `EAS F10` (supplier's grid), `EAS D1` to `EAS D4` (distributor's), `EAS T`; `EAI …` on the
    /// injection side.
    private static func register(named name: String) -> Register? {
        guard name.hasPrefix("EAS ") || name.hasPrefix("EAI ") else { return nil }
        return name.hasSuffix(" T") ? .totalIndex : .index(temporalClass: name)
    }

    mutating func row(_ line: Span<UInt8>, _ fields: CSVFields, number: UInt32) throws {
        do {
            let stamp = try PortalStamp(line.extracting(fields.range(0)))
            // The time beside the date of an index is wrong half of the year (standard 0.1): it stands at the
            // midnight that opens the date.
            let at = section.content == .indexes ? stamp.day.start : try stamp.instant(by: &clock)
            let figures = try figures(line, fields)
            if figures.isEmpty { emptyCount += 1 } else { try settle(Row(figures: figures, line: number), at) }
        } catch let fault as RecordFault {
            try sink.receive(fault.diagnostic(line: number, point: section.channel.point))
        }
    }

    private func figures(_ line: Span<UInt8>, _ fields: CSVFields) throws(RecordFault) -> [Figure] {
        var figures: [Figure] = []
        for column in columns {
            let text = line.extracting(fields.range(column.position))
            if text.isEmpty { continue }
            guard let value = section.unit.amount(text), WrittenUnit.registerValues.contains(value) else {
                throw RecordFault(EnedisRule.value, "\(text.quoted) as \(column.register.name)")
            }
            figures.append(Figure(register: column.register, value: value))
        }
        if figures.isEmpty { try requireNoFigure(line, fields) }
        return figures
    }

    /// A number where the header has no figure is a row of another table, whose header was lost.
    private func requireNoFigure(_ line: Span<UInt8>, _ fields: CSVFields) throws(RecordFault) {
        for range in fields.ranges.dropFirst() where DecimalNumber(line.extracting(range)) != nil {
            throw RecordFault(PortalRule.layout, "\(line.extracting(range).quoted) where no figure is announced")
        }
    }

    private mutating func settle(_ row: Row, _ at: Instant) throws {
        if let earlier = rows[at] {
            if earlier.figures == row.figures {
                repeatedCount += 1
                return
            }
            let fault = RecordFault(
                PortalRule.contradicted,
                "\(at.parisText): the figures of line \(earlier.line) are not those of this one")
            try sink.receive(
                fault.diagnostic(
                    .flagged, line: row.line, point: section.channel.point, day: CivilDay(containing: at)))
        }
        guard rows.count < limits.seriesLength else {
            throw FlowError.tooLarge(line: row.line, detail: "a section of over \(limits.seriesLength) rows")
        }
        rows[at] = row
    }

    // MARK: The end of the section

    func close() throws {
        for (at, row) in rows.sorted(by: { $0.key < $1.key }) {
            for figure in row.figures {
                try sink.receive(
                    .register(
                        RegisterReading(
                            channel: section.channel, register: figure.register, at: at, value: figure.value,
                            mark: section.mark, line: row.line)))
            }
        }
        try sink.note(
            emptyCount, PortalRule.empty, "row without a figure", "rows without a figure", of: section.channel.point)
        try sink.note(
            repeatedCount, PortalRule.repeated, "repeated row left out", "repeated rows left out",
            of: section.channel.point)
    }
}
