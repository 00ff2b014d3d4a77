import Metering
import TestKit
import Testing

@testable import Exchange

/// Files of two points, joined as `cat a b` does and as people repair what comes of it.
@Suite("Two files joined into one")
struct JoinedFilesTests {
    private static let first = PointID("99000000000123")
    private static let second = PointID("99000000000124")

    /// A small file of one point: its header lines, and lines of records of which each gives one record or more.
    struct Form: CustomStringConvertible, Sendable {
        let description: String
        let header: [String]
        /// Of a point, as the first or the second of the two files.
        let records: @Sendable (PointID, Int) -> [String]
    }

    /// How the second file follows the first.
    enum Joint: String, CaseIterable {
        case plain, byteOrderMark, blankLine, carriageReturns, noLastEnd, noLastEndAndMark
        case capitalHeader, quotedHeader, spacedHeader, trailingSeparators, headerLost, headerOfOthers
    }

    // MARK: forms

    private static let portal =
        "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite;Pas en minutes"

    static let forms: [Form] = [
        Form(description: "long", header: ["point;carrier;direction;start;end;value;unit;quality"]) { point, file in
            (0..<4).map { hour in
                "\(point);electricity;extraction;2026-01-15T0\(hour):00:00Z;2026-01-15T0\(hour + 1):00:00Z;"
                    + "\(file)00\(hour);Wh;"
            }
        },
        Form(description: "wide", header: ["point;date;" + columns(24)]) { point, file in
            (1...3).map { "\(point);2026-01-0\($0);" + values(24, file) }
        },
        Form(description: "daily totals", header: ["point;date;v1"]) { point, file in
            (1...3).map { "\(point);2026-01-0\($0);\(file)00\($0)" }
        },
        Form(description: "points", header: ["point;carrier;directions"]) { point, _ in
            ["\(point);electricity;extraction"]
        },
        Form(description: "sets", header: ["set;kind;usage;point;from"]) { point, file in
            ["set-\(file);building;restricted;\(point);2026-01-01"]
        },
        Form(description: "R63", header: [R6xCSVReaderTests.r63]) { point, file in
            (1...4).map {
                R6xCSVReaderTests.curveRow(
                    "2024-01-10 0\($0):00:00;\(file)00\($0);B;PT60M;0;0", of: R6xCSVReaderTests.head(prm: point.text))
            }
        },
        Form(description: "R65", header: [R6xCSVReaderTests.r65]) { point, file in
            (1...3).map {
                R6xCSVReaderTests.head("EA", prm: point.text, unit: "Wh")
                    + ";DIFF.INDEX;P1D;2024-10-0\($0);\(file)00\($0)"
            }
        },
        Form(description: "R66", header: [R6xCSVReaderTests.r66]) { point, file in
            (1...3).map {
                R6xCSVReaderTests.head("PMA", prm: point.text, unit: "VA")
                    + ";P1D;2024-10-0\($0) 13:47:29;\(file)00\($0)"
            }
        },
        Form(
            description: "portal",
            header: [
                portal, "POINT;Courbe de charge;01/01/2022;05/01/2022;Energie active;Consommation;Comptage Brut;W;",
                "Horodate;Valeur",
            ]
        ) { _, file in (1...4).map { "2022-01-0\(file)T0\($0):00:00+01:00;\(file)00\($0)" } },
        Form(
            description: "portal indexes",
            header: [
                portal, "POINT;Index;01/01/2022;05/01/2022;Energie active;Consommation;Comptage Brut;Wh;",
                "Horodate;Type de releve;EAS F1;EAS T",
            ]
        ) { _, file in (1...4).map { "2022-01-0\($0)T00:00:00+01:00;Arrêté quotidien;\(file)00\($0);\(file)00\($0)" } },
    ]

    private static func columns(_ count: Int) -> String {
        (1...count).map { "v\($0)" }.joined(separator: ";")
    }

    private static func values(_ count: Int, _ file: Int) -> String {
        (1...count).map { "\(file * 1_000 + $0)" }.joined(separator: ";")
    }

    private func lines(_ form: Form, _ point: PointID, _ file: Int) -> (header: [String], records: [String]) {
        (form.header.map { $0.replacing("POINT", with: point.text) }, form.records(point, file))
    }

    private func joined(_ form: Form, _ joint: Joint, other: Form) -> String {
        let before = lines(form, Self.first, 1)
        var after = lines(other, Self.second, 2)
        switch joint {
        case .capitalHeader: after.header[0] = after.header[0].uppercased()
        case .quotedHeader:
            after.header[0] = after.header[0].split(separator: ";").map { "\"\($0)\"" }.joined(separator: ";")
        case .spacedHeader: after.header[0] = " " + after.header[0]
        case .trailingSeparators: after.header[0] += ";;"
        case .headerLost: after.header.removeFirst()
        case .headerOfOthers: after.header[0] = after.header[0].replacing("PRM", with: "compteur")
        case .plain, .byteOrderMark, .blankLine, .carriageReturns, .noLastEnd, .noLastEndAndMark: break
        }
        let end = joint == .carriageReturns ? "\r\n" : "\n"
        var text = (before.header + before.records).joined(separator: "\n")
        if joint != .noLastEnd && joint != .noLastEndAndMark { text += "\n" }
        if joint == .byteOrderMark || joint == .noLastEndAndMark { text += "\u{FEFF}" }
        if joint == .blankLine { text += "\n" }
        return text + (after.header + after.records).joined(separator: end) + end
    }

    // MARK: what must hold

    /// Values as they were written, by the point they came to.
    private func values(_ sink: RecordingSink) -> [PointID: [Int64]] {
        var values: [PointID: [Int64]] = [:]
        for series in sink.curves {
            values[series.channel.point, default: []] += series.intervals.map { Int64($0.value) }
        }
        for register in sink.registers { values[register.channel.point, default: []].append(register.value) }
        return values
    }

    /// Lines of records that came to a point, or were set aside with their number.
    private func accounted(_ sink: RecordingSink) -> Int {
        let aside = sink.diagnostics.filter { $0.severity == .quarantined }.map { diagnostic in
            let words = diagnostic.detail.split(separator: " ")
            return words.count > 1 && ["rows", "lines"].contains(words[1]) ? Int(words[0]) ?? 1 : 1
        }
        let ofSeries = sink.intervals.count { $0.mark != .missing(.quarantined) }
        let ofRegisters = Set(sink.registers.map(\.line)).count
        return ofSeries + ofRegisters + sink.pointDays.count + sink.points.count + sink.memberships.count
            + aside.reduce(0, +)
    }

    private func expectOwn(_ text: String, lines: Int, _ comment: Comment) throws {
        let sink: RecordingSink
        do {
            sink = try RecordingSink.decoding(text)
        } catch is FlowError {
            return
        }
        for (point, values) in values(sink) {
            let thousands = point == Self.first ? 1 : 2
            #expect([Self.first, Self.second].contains(point), comment)
            #expect(values.allSatisfy { $0 == 0 || $0 / 1_000 == thousands }, comment)
        }
        for (set, membership) in sink.memberships {
            #expect((set.id == "set-1") == (membership.channel.point == Self.first), comment)
        }
        // Of what Maille never keeps, a note says that it is left in the file.
        if sink.rules.contains("other-quantity") { return }
        #expect(accounted(sink) >= lines, "\(comment): \(sink.diagnostics.map(\.detail))")
    }

    @Test("leave each value at its own point or set it aside, and lose none", arguments: forms, Joint.allCases)
    func joined(form: Form, joint: Joint) throws {
        let count = form.records(Self.first, 1).count + form.records(Self.second, 2).count
        try expectOwn(joined(form, joint, other: form), lines: count, "\(form), \(joint)")
    }

    @Test("of two formats give no value to another's point", arguments: forms, forms)
    func mixed(form: Form, other: Form) throws {
        for joint in Joint.allCases {
            let count = form.records(Self.first, 1).count + other.records(Self.second, 2).count
            try expectOwn(joined(form, joint, other: other), lines: count, "\(form), \(other), \(joint)")
        }
    }

    @Test("keep every value of both where nothing but the mark or a line's end tells them apart", arguments: forms)
    func whole(form: Form) throws {
        let count = form.records(Self.first, 1).count + form.records(Self.second, 2).count
        for joint in [Joint.plain, .byteOrderMark, .blankLine, .carriageReturns, .noLastEndAndMark, .capitalHeader] {
            let sink = try RecordingSink.decoding(joined(form, joint, other: form))
            #expect(sink.diagnostics.filter { $0.severity == .quarantined } == [], "\(joint)")
            #expect(accounted(sink) == count, "\(joint)")
        }
    }

    @Test(
        "are refused where the second wide file says other things of its values",
        arguments: [
            ("", "#maille carrier=gas\n"), ("#maille unit=kWh\n", ""), ("#maille unit=kWh\n", "#maille unit=Wh\n"),
            ("#maille direction=injection\n", "\u{FEFF}"), ("", "\u{FEFF}#maille direction=injection\n"),
        ], [true, false])
    func settings(_ settings: (String, String), hasLastEnd: Bool) throws {
        let header = "point;date;\(Self.columns(24))"
        let first = "\(header)\n\(Self.first);2026-01-15;\(Self.values(24, 1))\(hasLastEnd ? "\n" : "")"
        let second = "\(header)\n\(Self.second);2026-01-15;\(Self.values(24, 2))\n"
        #expect(throws: FlowError.self) {
            try RecordingSink.decoding(settings.0 + first + settings.1 + second)
        }
    }
}

@Suite("Customer portal exports that people joined", .enabled(if: SharedData.isPresent))
struct JoinedPortalTests {
    @Test(
        "keep the second household's values at its own point, or set them aside with their number",
        arguments: [
            ("plain", true), ("bom-in-middle", true), ("blank-line", true), ("capital-header", true),
            ("accented-header", true), ("leading-space", true), ("quoted-header", true), ("trailing-semicolons", true),
            ("pdl-header", true), ("comma-second", false), ("no-description-line", false), ("other-kind", false),
            ("thirteen-digits", false),
        ])
    func shared(name: String, isRead: Bool) throws {
        let sink = try RecordingSink.decoding(
            try SharedData.bytes("field/28-two-portal-exports-joined/\(name).csv"))
        let values = Dictionary(grouping: sink.series) { $0.channel.point.text }
            .mapValues { $0.flatMap(\.intervals).map(\.value) }
        #expect(values["01234567890123"] == (1_000..<1_048).map { $0 })
        #expect(values["01234567890124"] == (isRead ? (5_000..<5_048).map { $0 } : nil))
        #expect(values.count == (isRead ? 2 : 1))
        let aside = sink.diagnostics.filter { $0.severity == .quarantined }
        #expect(aside.count == (isRead ? 0 : 1))
        let count = aside.first?.detail.split(separator: " ").first.flatMap { Int($0) } ?? 0
        #expect(isRead || (48...51).contains(count))
    }

    @Test("read a curve after indexes with calendars")
    func indexThenCurve() throws {
        let sink = try RecordingSink.decoding(
            try SharedData.bytes("field/28-two-portal-exports-joined/index-then-curve.csv"))
        #expect(sink.series.map(\.channel.point.text) == ["01234567890123", "01234567890124"])
        #expect(sink.series.map(\.intervals.count) == [48, 48])
        #expect(!sink.registers.isEmpty)
        #expect(sink.diagnostics.filter { $0.severity == .quarantined } == [])
    }
}
