import DirectoryKit
import Disclosure
import EmbeddedStore
import Foundation
import Metering
import Publication
import Services
import Store
import TestKit
import Testing

/// A small town in a data directory.
struct Town {
    let folder: TemporaryFolder
    let data: DataDirectory
    static let day = CivilDay(daysSinceEpoch: 20_757)
    static let now = day.advanced(by: 3).start

    init(_ folder: @autoclosure () throws -> TemporaryFolder = try TemporaryFolder()) throws {
        self.folder = try folder()
        data = try DataDirectory(self.folder.url)
        if try data.releases.agreements().isEmpty { try data.releases.agree(now: Town.now) }
    }

    static func channel(_ number: Int, _ direction: Direction = .extraction, _ carrier: Carrier = .electricity)
        -> Channel
    {
        Channel(point: PointID("p\(number)"), carrier: carrier, direction: direction)
    }

    static func pointDay(_ number: Int, watts: Int32, on day: CivilDay = day, missing: Range<Int> = 0..<0) -> PointDay {
        var curve = DayCurve(
            step: .minutes30, unit: .watt, values: Array(repeating: watts, count: Step.minutes30.count(in: day)))
        for index in missing { curve.set(0, .missing(.notReceived), at: index) }
        return PointDay(channel: channel(number), day: day, curve: curve)
    }

    @discardableResult
    func keep(_ name: String = "file", _ work: (ImportSession) throws -> Void) throws -> Revision {
        let session = try data.ledger.begin(name: name, now: Town.now)
        try work(session)
        _ = try session.seal()
        try session.commit(sha256: UUID().uuidString, flows: "", size: 0, summary: "{}")
        return session.revision
    }

    func keep(
        set: PointSet, of members: Range<Int>, consent: Membership.Consent? = nil, direction: Direction = .extraction
    ) throws {
        try keep("sets") { session in
            for number in members {
                let membership = Membership(
                    channel: Town.channel(number, direction), from: Town.day.advanced(by: -100), consent: consent)
                try session.keep(membership, of: set)
            }
        }
    }

    func publish(
        _ day: CivilDay = day, now: Instant = now, usage: Visibility? = nil, isEstimating: Bool = false
    ) throws -> PublishedDocuments {
        let policy = try PolicyLibrary().policy(PolicyLibrary.defaultID)
        var provision = DailyProvision(data, policy: policy, now: now, isEstimating: isEstimating)
        provision.approvals = try data.approvalsOfAll
        return try provision.publish(day, for: usage)
    }

    /// The text of a published CSV.
    func text(_ publication: PublishedDocuments, _ use: String) throws -> String {
        let document = try #require(
            publication.documents.first { $0.name.hasPrefix("use-\(use)_") && $0.name.hasSuffix(".csv") })
        return String(decoding: document.bytes, as: UTF8.self)
    }

    /// The lines of a published CSV, as columns by name.
    func rows(_ publication: PublishedDocuments, _ use: String) throws -> [[String: String]] {
        let lines = try text(publication, use).split(separator: "\n").map {
            $0.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        }
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
    }
}

@Suite("The daily provision")
struct DailyProvisionTests {
    private let quarter = PointSet(id: "quarter", kind: "neighbourhood", useCase: "4a", visibility: .public)
    private let building = PointSet(id: "building", kind: "building", useCase: "2a", visibility: .restricted)

    @Test("adds no sub-meter to a meter above it, and counts one whose meter is in no set")
    func subMeters() throws {
        let town = try Town()
        try town.keep { session in
            for number in 0..<122 {
                try session.keep(Town.pointDay(number, watts: 100))
                var point = MeteringPoint(id: Town.channel(number).point)
                // 120 is behind 119, which is behind 118; the meter of 121 is not in the set.
                if [119, 120].contains(number) { point.subMeter = SubMeter(of: Town.channel(number - 1).point) }
                if number == 121 { point.subMeter = SubMeter(of: PointID("elsewhere")) }
                try session.keep(point)
            }
        }
        try town.keep(set: quarter, of: 0..<122)
        let released = try #require(try town.rows(town.publish(), "4a").first)
        #expect(released["status"] == "released" && released["sum"] == "288000")
        #expect(try town.counts(of: "quarter")?.expectedPoints == 120)
    }

    /// The fingerprint is that of the program of before points told their issuer: a directory published by it and asked
    /// again has no new editions.
    @Test("gives the inputs of a figure the fingerprint that they always had")
    func frozenInputs() throws {
        let town = try Town()
        try town.keep { session in
            for number in 0..<120 { try session.keep(Town.pointDay(number, watts: Int32(100 + number))) }
        }
        try town.keep(set: quarter, of: 0..<120)
        _ = try town.publish()
        let figures = try town.data.releases.list(
            of: .public, sets: nil, on: nil, held: false, before: nil, limit: 9)
        #expect(figures.map(\.inputs) == ["b60599e3f5e480fad63a944f012da07c3a675abebcf082c4fd9a66c7a85aba89"])
    }

    /// Twenty homes of 24 kWh a day each, of which some are sub-meters.
    private func subMeteredTown(_ parents: [Int: Int]) throws -> Town {
        let town = try Town()
        try town.keep { session in
            for number in 0..<20 { try session.keep(Town.pointDay(number, watts: 1_000)) }
        }
        try list(parents, in: town)
        return town
    }

    private func list(_ parents: [Int: Int], in town: Town) throws {
        try town.keep { session in
            for (number, parent) in parents {
                let subMeter = SubMeter(of: Town.channel(parent).point)
                try session.keep(MeteringPoint(id: Town.channel(number).point, subMeter: subMeter))
            }
        }
    }

    @Test("adds one of two points that name each other as parents")
    func circle() throws {
        let town = try subMeteredTown([18: 19, 19: 18])
        try town.keep(set: building, of: 0..<20)
        let row = try #require(try town.rows(town.publish(), "2a").first)
        #expect(row["status"] == "released" && row["sum"] == "456000")
    }

    @Test("counts the sub-meters of one customer as one holder")
    func subMetersOfOne() throws {
        let town = try subMeteredTown(Dictionary(uniqueKeysWithValues: (0..<20).map { ($0, 99) }))
        try town.keep(set: building, of: 0..<20)
        #expect(try town.rows(town.publish(), "2a").first?["status"] == "suppressed")
    }

    @Test("holds a set's figure rather than adding a member to one that a later list names as its parent")
    func lateParent() throws {
        let town = try subMeteredTown([:])
        try town.keep { session in
            for number in 0..<20 {
                try session.keep(Town.pointDay(number, watts: 1_000, on: Town.day.advanced(by: 1)))
            }
        }
        try town.keep(set: building, of: 0..<20)
        #expect(try town.rows(town.publish(), "2a").first?["sum"] == "480000")
        try list([19: 18], in: town)
        let next = try town.publish(Town.day.advanced(by: 1), now: Town.now.advanced(minutes: 1_440))
        let row = try #require(try town.rows(next, "2a").first)
        #expect(row["sum"] != "480000", "\(row)")
    }

    @Test("adds no sub-meter to its meter in neighbours that leave together")
    func alternatives() throws {
        let town = try subMeteredTown([10: 9])
        for (name, members) in [("n1", 0..<10), ("n2", 10..<20)] {
            try town.keep(
                set: PointSet(id: name, kind: "building", useCase: "2a", visibility: .restricted), of: members)
        }
        let rows = try town.rows(town.publish(), "2a")
        let released = rows.filter { $0["status"] == "released" }
        #expect(released.map { $0["sum"] } == ["456000"], "\(rows)")
    }

    @Test("releases sums and quartiles of a large set, and holds a small one back with its reason")
    func thresholds() throws {
        let town = try Town()
        try town.keep { session in
            for number in 0..<120 { try session.keep(Town.pointDay(number, watts: Int32(100 + number))) }
        }
        try town.keep(set: quarter, of: 0..<120)
        try town.keep(set: building, of: 0..<10)
        let publication = try town.publish()
        // Whole, letter for letter: others read these columns by their place.
        let golden = """
            set;kind;carrier;direction;start;end;edition;status;point;contributing;expected;sum;unit;q1;median;q3;\
            power_w;measured;corrected;estimated;rule;reason;alternative;sector;motif;missing
            quarter;neighbourhood;electricity;extraction;2026-10-31T00:00:00+01:00;2026-11-01T00:00:00+01:00;1;\
            released;;101..199;100..199;459360;Wh;4000;4000;5000;;95..100%;0..4%;0..4%;extraction-day-public;;;;;0..4%

            """
        #expect(try town.text(publication, "4a") == golden)
        let released = try #require(try town.rows(publication, "4a").first)
        #expect(released["status"] == "released")
        #expect(released["sum"] == String((0..<120).reduce(0) { $0 + (100 + $1) * 24 }))
        #expect(released["median"] == "4000" && released["unit"] == "Wh")
        let held = try #require(try town.rows(publication, "2a").first)
        #expect(held["status"] == "suppressed" && held["sum"] == "" && held["contributing"] == "")
        #expect(held["reason"] == SuppressionReason.protection.english)
        #expect(held["motif"] == SuppressionReason.protection.french)
        #expect(publication.uses.map(\.released) == [0, 1])
    }

    @Test("counts distinct points with energy that day, not members")
    func counting() throws {
        let town = try Town()
        try town.keep { session in
            for number in 0..<10 { try session.keep(Town.pointDay(number, watts: 500)) }
            for number in 10..<40 { try session.keep(Town.pointDay(number, watts: 0)) }
            for number in 40..<60 { try session.keep(Town.pointDay(number, watts: 500, missing: 0..<1)) }
        }
        try town.keep(set: building, of: 0..<80)
        #expect(try town.rows(try town.publish(), "2a").first?["status"] == "suppressed")
        #expect(try town.rows(try town.publish(isEstimating: true), "2a").first?["status"] == "suppressed")
        try town.keep { try $0.keep(Town.pointDay(11, watts: 3)) }
        #expect(try town.rows(try town.publish(), "2a").first?["status"] == "released")
        #expect(try town.counts(of: "building")?.contributingPoints == 11)
    }

    @Test("gives the same bytes again, and a new numbered edition when an input changes, with the old one kept")
    func editions() throws {
        let town = try Town()
        try town.keep { session in
            for number in 0..<20 { try session.keep(Town.pointDay(number, watts: 500)) }
        }
        try town.keep(set: building, of: 0..<20)
        let first = try town.publish()
        let again = try town.publish(now: Town.now.advanced(minutes: 90))
        #expect(first.documents.map(\.name) == again.documents.map(\.name))
        #expect(first.documents.map(\.bytes) == again.documents.map(\.bytes))
        try town.keep { session in
            for number in 3..<15 { try session.keep(Town.pointDay(number, watts: 900)) }
        }
        let corrected = try town.publish()
        #expect(first.documents.map(\.name).allSatisfy { $0.contains("_e1.") })
        #expect(corrected.documents.map(\.name).allSatisfy { $0.contains("_e2.") })
        #expect(try town.rows(corrected, "2a").first?["edition"] == "2")
        try town.keep { try $0.keep(Town.pointDay(77, watts: 900)) }
        #expect(try town.publish().documents.map(\.name) == corrected.documents.map(\.name))
        #expect(try town.data.verify().releases == 2)
    }

    @Test("refuses a day that is not yet two days old, and says when it will be ready")
    func delay() throws {
        let town = try Town()
        try town.keep(set: building, of: 0..<20)
        let early = Town.day.advanced(by: 2).start.advanced(minutes: -1)
        #expect { try town.publish(now: early) } throws: {
            String(describing: $0).contains("from \(Town.day.advanced(by: 2)) on")
        }
        _ = try town.publish(now: Town.day.advanced(by: 2).start)
    }

    @Test("never mixes public and restricted figures, and can be asked for one of them alone")
    func usages() throws {
        let town = try Town()
        let open = PointSet(id: "open", kind: "cluster", useCase: "4b", visibility: .public)
        let closed = PointSet(id: "closed", kind: "cluster", useCase: "4b", visibility: .restricted)
        for set in [open, closed] { try town.keep(set: set, of: 0..<20) }
        let all = try town.publish()
        #expect(all.uses.map(\.usage) == [.public, .restricted])
        let onlyPublic = try town.publish(usage: .public)
        for document in onlyPublic.documents {
            #expect(!String(decoding: document.bytes, as: UTF8.self).contains("closed"))
        }
    }

    @Test("prefers indexes to the curve, and takes the curve where the register fell")
    func sources() throws {
        let town = try Town()
        try town.keep { session in
            for number in 0..<11 { try session.keep(Town.pointDay(number, watts: 100)) }
            for (day, value) in [(Town.day, Int64(1_000)), (Town.day.advanced(by: 1), 3_500)] {
                try session.keep(
                    RegisterReading(
                        channel: Town.channel(0), register: .totalIndex, at: day.start, value: value, line: 1))
                try session.keep(
                    RegisterReading(
                        channel: Town.channel(1), register: .totalIndex, at: day.start, value: -value, line: 1))
            }
        }
        try town.keep(set: building, of: 0..<11)
        #expect(try town.rows(try town.publish(), "2a").first?["sum"] == String(2_500 + 10 * 2_400))
    }

    @Test("gives each consenting point's day, and a synchronous curve only with consent to curves")
    func consents() throws {
        let town = try Town()
        try town.keep { session in
            for number in 0..<3 { try session.keep(Town.pointDay(number, watts: Int32(100 * (number + 1)))) }
        }
        try town.keep(
            set: PointSet(id: "homes", kind: "homes", useCase: "3", visibility: .restricted), of: 0..<3, consent: .day)
        let chargers = PointSet(
            id: "site", kind: "charging", useCase: "5", visibility: .restricted, figureStep: .halfHour)
        try town.keep(set: chargers, of: 0..<3, consent: .curve)
        let refused = PointSet(
            id: "other", kind: "charging", useCase: "6", visibility: .restricted, figureStep: .halfHour)
        try town.keep(set: refused, of: 0..<3, consent: .day)
        let publication = try town.publish()
        let points = try town.rows(publication, "3").filter { $0["status"] == "point" }
        #expect(points.map { $0["sum"] } == ["2400", "4800", "7200"])
        let intervals = try town.rows(publication, "5").filter { $0["status"] == "interval" }
        #expect(intervals.count == Step.minutes30.count(in: Town.day))
        #expect(Set(intervals.map { $0["power_w"] }) == ["600"])
        #expect(try town.rows(publication, "6").map { $0["status"] } == ["suppressed"])
    }

    @Test("gives monthly figures on the last day of the month, of members with every day")
    func months() throws {
        let town = try Town()
        let last = Town.day.lastOfMonth
        try town.keep { session in
            for offset in 0..<last.components.day {
                let day = last.firstOfMonth.advanced(by: offset)
                let reading = RegisterReading(
                    channel: Town.channel(0), register: .dailyEnergy, at: day.start, value: 1_000, line: 1)
                try session.keep(reading)
            }
        }
        let set = PointSet(id: "bms", kind: "building", useCase: "1", visibility: .restricted, figureStep: .month)
        try town.keep(set: set, of: 0..<1, consent: .day)
        #expect(try town.publish(last.advanced(by: -1), now: last.advanced(by: 9).start).uses.isEmpty)
        let publication = try town.publish(last, now: last.advanced(by: 9).start)
        let row = try #require(try town.rows(publication, "1").first)
        #expect(row["sum"] == String(last.components.day * 1_000))
        #expect(row["start"]?.hasPrefix(last.firstOfMonth.description) == true)
    }

    @Test("makes a new edition when a policy changes under the same name")
    func changedPolicy() throws {
        let town = try Town()
        try town.keep { session in
            for number in 0..<20 { try session.keep(Town.pointDay(number, watts: 500)) }
        }
        try town.keep(set: building, of: 0..<20)
        var editions: [String?] = []
        for minimum in [11, 15, 15] {
            var library = try PolicyLibrary()
            let text = """
                {"id": "own", "title": "t", "source": {"document": "d", "section": "s", "text": ["x"]},
                 "validFrom": "2020-01-01", "delayDays": 2, "rules": [{"id": "r", "direction": "extraction",
                 "granularity": "day", "usages": ["restricted"], "minimumPoints": \(minimum), "forms": ["sum"],
                 "because": "b"}]}
                """
            try library.add(Array(text.utf8), name: "own.json")
            let provision = DailyProvision(town.data, policy: try library.policy("own"), now: Town.now)
            editions.append(try town.rows(try provision.publish(Town.day), "2a").first?["edition"])
        }
        #expect(editions == ["1", "2", "2"])
    }

    @Test("disarms a set name that a spreadsheet would run")
    func formulas() throws {
        let town = try Town()
        try town.keep(set: PointSet(id: "=cmd|x", kind: "+k;\"k", useCase: "2a", visibility: .restricted), of: 0..<1)
        let document = try #require(try town.publish().documents.first { $0.name.hasSuffix(".csv") })
        #expect(String(decoding: document.bytes, as: UTF8.self).contains("\n'=cmd|x;\"'+k;\"\"k\";electricity"))
    }

    @Test("lists in its manifest every file with its fingerprint, and the received files by digests that name none")
    func manifest() throws {
        let town = try Town()
        let revision = try town.keep("energies.csv") { session in
            for number in 0..<20 { try session.keep(Town.pointDay(number, watts: 500)) }
        }
        try town.keep("unrelated.csv") { try $0.keep(Town.pointDay(99, watts: 500)) }
        try town.keep(set: building, of: 0..<20)
        let publication = try town.publish()
        let document = try #require(publication.documents.first { $0.name == publication.manifest })
        let manifest = try #require(
            try JSONSerialization.jsonObject(with: Data(document.bytes)) as? [String: Any])
        let files = try #require(manifest["files"] as? [[String: String]])
        for file in files {
            let bytes = publication.documents.first { $0.name == file["name"] }?.bytes
            #expect(bytes.map(Fingerprint.of) == file["sha256"])
        }
        #expect(files.count == publication.documents.count - 1)
        let inputs = try #require(manifest["inputs"] as? [[String: Any]])
        let sha256 = try #require(town.data.ledger.entries().first { $0.revision == revision }?.sha256)
        let digest = try town.data.keys.inputDigests().digest(ofFile: sha256)
        #expect(inputs.map { $0["digest"] as? String } == [digest])
        let text = String(decoding: document.bytes, as: UTF8.self)
        #expect(!text.contains(sha256) && !text.contains("energies.csv"))
        #expect(digest != Fingerprint.of(Array(sha256.utf8)))
    }
}

@Suite("Gaps of a day")
struct DayGapsTests {
    @Test("are named by point and reason, the silent ones too")
    func gaps() throws {
        let town = try Town()
        try town.keep { session in
            try session.keep(Town.pointDay(1, watts: 5))
            try session.keep(Town.pointDay(2, watts: 5, missing: 3..<7))
            try session.keep(Town.pointDay(3, watts: 5, on: Town.day.advanced(by: -2)))
            try session.keep(MeteringPoint(id: PointID("p4"), directions: [.extraction]))
            try session.keep(MeteringPoint(id: PointID("p5"), terminatedOn: Town.day))
        }
        let gaps = try town.data.gaps(on: Town.day)
        #expect(gaps.complete == 1)
        #expect(gaps.gaps.map(\.point.text) == ["p2", "p3", "p4"])
        #expect(gaps.gaps.map(\.reasons) == [["not received": 4], ["nothing received": 1], ["nothing received": 1]])
    }

    @Test("are the days whose energy was sent as missing, with the reason")
    func missingEnergy() throws {
        let town = try Town()
        try town.keep { session in
            for (number, mark) in [Mark.measured, .missing(.outage)].enumerated() {
                try session.keep(
                    RegisterReading(
                        channel: Town.channel(number), register: .dailyEnergy, at: Town.day.start,
                        value: mark == .measured ? 9 : 0, mark: mark, line: 1))
            }
        }
        let gaps = try town.data.gaps(on: Town.day)
        #expect(gaps.complete == 1)
        #expect(gaps.gaps.map(\.point) == [Town.channel(1).point] && gaps.gaps.map(\.reasons) == [["outage": 1]])
    }
}

@Suite("Reading a curve")
struct CurveReadingTests {
    @Test("shows holes as holes, and estimates only when asked, marked")
    func estimates() throws {
        let town = try Town()
        try town.keep { try $0.keep(Town.pointDay(1, watts: 400, missing: 10..<12)) }
        let plain = try town.data.curveReading(of: Town.channel(1), in: Town.day...Town.day)
        #expect(plain.intervals[10].value == nil && plain.intervals[10].remark == "not received")
        let filled = try town.data.curveReading(of: Town.channel(1), in: Town.day...Town.day, isEstimating: true)
        #expect(filled.intervals[10].value == 400 && filled.intervals[10].quality == "estimated")
        #expect(filled.csv.split(separator: "\n").count == Step.minutes30.count(in: Town.day) + 1)
    }
}
