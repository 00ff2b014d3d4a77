import DirectoryKit
import Disclosure
import EmbeddedStore
import Metering
import Publication
import Services
import Store
import Synchronization
import TestKit
import Testing

@Suite("A publication besides those that left before")
struct PublicationGuardTests {
    private let town: Town
    private let quarter = PointSet(id: "a-quarter", kind: "neighbourhood", useCase: "4a", visibility: .public)
    private let building = PointSet(id: "building", kind: "building", useCase: "2a", visibility: .restricted)

    init() throws {
        town = try Town()
        for offset in 0...2 {
            try town.keep("day \(offset)") { session in
                for number in 0..<260 {
                    let day = Town.day.advanced(by: offset)
                    try session.keep(Town.pointDay(number, watts: Int32(300 + number + offset), on: day))
                }
            }
        }
    }

    private func status(_ publication: PublishedDocuments, _ use: String) throws -> [String: String?] {
        Dictionary(uniqueKeysWithValues: try town.rows(publication, use).map { ($0["set"] ?? "", $0["status"]) })
    }

    @Test("holds the second of two sets that differ by one household, in the words of too few points")
    func differByOne() throws {
        let wider = PointSet(id: "b-quarter", kind: "neighbourhood", useCase: "4a", visibility: .public)
        try town.keep(set: quarter, of: 0..<150)
        try town.keep(set: wider, of: 0..<151)
        let publication = try town.publish()
        #expect(try status(publication, "4a") == ["a-quarter": "suppressed", "b-quarter": "released"])
        let small = PointSet(id: "c-quarter", kind: "neighbourhood", useCase: "4a", visibility: .public)
        try town.keep(set: small, of: 200..<230)
        let rows = try town.rows(try town.publish(), "4a")
        let reasons = rows.filter { $0["status"] == "suppressed" }.map { [$0["rule"], $0["reason"]] }
        #expect(reasons.count == 2 && reasons[0] == reasons[1])
    }

    @Test("tells the operator why the guard holds a figure, and publishes the same whatever the reason")
    func reasons() throws {
        for (id, members) in [
            ("whole", 0..<260), ("part-1", 0..<130), ("part-2", 130..<240), ("pair", 0..<125), ("few", 200..<230),
        ] {
            try town.keep(set: PointSet(id: id, kind: "quarter", useCase: "4a", visibility: .public), of: members)
        }
        let holds = Mutex<[GuardHold]>([])
        var provision = DailyProvision(
            town.data, policy: try PolicyLibrary().policy(PolicyLibrary.defaultID), now: Town.now)
        provision.watchHold = { hold in holds.withLock { $0.append(hold) } }
        let publication = try provision.publish(Town.day)
        let told = holds.withLock { $0 }
        let checks = Dictionary(told.map { ($0.set, $0.reason.check) }, uniquingKeysWith: { first, _ in first })
        #expect(checks["part-2"] == .combination && checks["pair"] == .difference && checks["few"] == nil)
        #expect(told.first { $0.set == "pair" }?.reason.panels.map(\.count) == [130])
        let held = try town.rows(publication, "4a").filter { ["part-2", "pair", "few"].contains($0["set"]) }
        let said = held.map { row in row.filter { !["set", "expected", "alternative"].contains($0.key) } }
        #expect(held.count == 3 && Set(said).count == 1)
        let texts = publication.documents.map { String(decoding: $0.bytes, as: UTF8.self) }
        for word in HoldReason.Check.allCases.map(\.rawValue) where word != "range" {
            #expect(!texts.contains { $0.contains(word) })
        }
        #expect(try town.publish().documents.map(\.bytes) == publication.documents.map(\.bytes))
    }

    @Test("lets nobody subtract parts from their whole: the rest has enough points, or a part is held")
    func complement() throws {
        try town.keep(set: quarter, of: 0..<260)
        for (id, members) in [("part-1", 0..<130), ("part-2", 130..<240)] {
            let part = PointSet(id: id, kind: "neighbourhood", useCase: "4a", visibility: .public)
            try town.keep(set: part, of: members)
        }
        let status = try status(try town.publish(), "4a")
        #expect(status["a-quarter"] == "released" && status["part-1"] == "released")
        #expect(status["part-2"] == "suppressed")
    }

    @Test("keeps a set's panel while fewer than the threshold have joined or left, and takes them in then")
    func panel() throws {
        try town.keep(set: quarter, of: 0..<150)
        #expect(try town.rows(try town.publish(), "4a").first?["status"] == "released")
        #expect(try town.counts(of: "a-quarter")?.expectedPoints == 150)
        try town.keep(set: quarter, of: 1..<152)
        let next = Town.day.advanced(by: 1)
        _ = try town.publish(next, now: next.advanced(by: 3).start)
        #expect(try town.counts(of: "a-quarter", on: next)?.expectedPoints == 150)
        try town.keep(set: quarter, of: 0..<255)
        let last = Town.day.advanced(by: 2)
        _ = try town.publish(last, now: last.advanced(by: 3).start)
        #expect(try town.counts(of: "a-quarter", on: last)?.expectedPoints == 255)
        _ = try town.publish(now: last.advanced(by: 3).start)
        #expect(try town.counts(of: "a-quarter")?.expectedPoints == 150)
    }

    @Test("keeps a figure as it left while too few of its points were corrected, to the byte")
    func corrections() throws {
        try town.keep(set: building, of: 0..<30)
        let first = try town.publish()
        try town.keep { try $0.keep(Town.pointDay(3, watts: 9_000)) }
        let held = try town.publish()
        #expect(held.documents.map(\.name) == first.documents.map(\.name))
        #expect(held.documents.map(\.bytes) == first.documents.map(\.bytes))
        try town.keep { session in
            for number in 10..<20 { try session.keep(Town.pointDay(number, watts: 700)) }
        }
        // Eleven have changed, and one of them by nearly all.
        #expect(try town.publish().documents.map(\.bytes) == first.documents.map(\.bytes))
        try town.keep { try $0.keep(Town.pointDay(3, watts: 640)) }
        let enough = try #require(try town.rows(try town.publish(), "2a").first)
        #expect(enough["edition"] == "2" && enough["status"] == "released")
        #expect(
            enough["sum"]
                == String(
                    (0..<30).reduce(0) { sum, number in
                        sum + 24 * (number == 3 ? 640 : 10..<20 ~= number ? 700 : 300 + number)
                    }))
    }

    @Test("does not let a held correction of one point leave when the day is published once more")
    func heldTwice() throws {
        try town.keep(set: quarter, of: 0..<150)
        let first = try #require(try town.rows(try town.publish(), "4a").first)
        #expect(first["status"] == "released")
        let counts = try town.counts(of: "a-quarter")
        // The same list again, under another import.
        try town.keep(set: quarter, of: 0..<150)
        try town.keep { try $0.keep(Town.pointDay(3, watts: 9_000)) }
        for _ in 0..<3 {
            let again = try #require(try town.rows(try town.publish(), "4a").first)
            #expect(try again["sum"] == first["sum"] && town.counts(of: "a-quarter") == counts)
        }
    }

    @Test("makes no first figure of a day from what came after the day's others left, but of enough points")
    func lateData() throws {
        let whole = PointSet(id: "whole", kind: "building", useCase: "2a", visibility: .restricted)
        let part = PointSet(id: "part", kind: "building", useCase: "2a", visibility: .restricted)
        let late = 300
        try town.keep("part") { session in
            for number in Array(0..<10) + [late] {
                let membership = Membership(channel: Town.channel(number), from: Town.day.advanced(by: -100))
                try session.keep(membership, of: part)
                try session.keep(membership, of: whole)
            }
            for number in 11..<31 {
                let membership = Membership(channel: Town.channel(number), from: Town.day.advanced(by: -100))
                try session.keep(membership, of: whole)
            }
        }
        func status() throws -> [String?] {
            try town.rows(try town.publish(), "2a").filter { $0["set"]?.contains("+") == false }.map { $0["status"] }
        }
        #expect(try status() == ["suppressed", "released"])
        try town.keep { try $0.keep(Town.pointDay(late, watts: 400)) }
        #expect(try status() == ["suppressed", "released"])
    }

    @Test("counts as changed what counts otherwise than before, not what was sent again or drops out unseen")
    func changedAmounts() throws {
        try town.keep(set: building, of: 0..<30)
        let first = try #require(try town.rows(try town.publish(), "2a").first)
        let counts = try town.counts(of: "building")
        // Ten readings are sent again as corrected, with the same watts; one household changes.
        try town.keep { session in
            for number in 10..<20 {
                var day = Town.pointDay(number, watts: Int32(300 + number))
                for index in day.curve.values.indices {
                    day.curve.set(day.curve.values[index], Mark(.corrected), at: index)
                }
                try session.keep(day)
            }
            try session.keep(Town.pointDay(3, watts: 9_000))
        }
        let second = try #require(try town.rows(try town.publish(), "2a").first)
        #expect(try second["sum"] == first["sum"] && town.counts(of: "building") == counts)
    }

    @Test("adds no estimated member to a figure that left without it")
    func estimatesLater() throws {
        try town.keep { session in
            for number in [0, 1] { try session.keep(Town.pointDay(number, watts: 700)) }
            try session.keep(Town.pointDay(300, watts: 500, missing: 3..<4))
        }
        try town.keep("members") { session in
            for number in Array(0..<30) + [300] {
                let membership = Membership(channel: Town.channel(number), from: Town.day.advanced(by: -100))
                try session.keep(membership, of: building)
            }
        }
        let first = try #require(try town.rows(try town.publish(), "2a").first)
        #expect(try town.counts(of: "building")?.contributingPoints == 30)
        let second = try #require(try town.rows(try town.publish(isEstimating: true), "2a").first)
        #expect(try second["sum"] == first["sum"] && town.counts(of: "building")?.contributingPoints == 30)
    }

    @Test("lets no correction of a curve leave after it, and the same curve as often as it is asked for")
    func correctedCurve() throws {
        let curve = PointSet(id: "a", kind: "cluster", useCase: "4b", visibility: .public, figureStep: .halfHour)
        try town.keep(set: curve, of: 0..<150)
        let policy = try PolicyLibrary().policy("code-energie-d111-63")
        func publish() throws -> [String: Int] {
            let provision = DailyProvision(
                town.data, policy: policy, now: Town.day.advanced(by: 30).start, Circumstances(publicationDays: 1))
            return Dictionary(grouping: try town.rows(provision.publish(Town.day), "4b")) { $0["status"] ?? "" }
                .mapValues(\.count)
        }
        let first = try publish()
        #expect(first["released"] == 1 && first["interval"] == 48)
        #expect(try publish() == first)
        try town.keep { try $0.keep(Town.pointDay(3, watts: 900)) }
        for _ in 0..<2 { #expect(try publish() == first) }
    }

    @Test("knows what some agreed to share when their figures are not asked for")
    func agreedElsewhere() throws {
        let shared = PointSet(id: "x", kind: "building", useCase: "3", visibility: .public)
        try town.keep(set: shared, of: 0..<10, consent: .day)
        let wider = PointSet(id: "y", kind: "building", useCase: "2a", visibility: .restricted)
        try town.keep(set: wider, of: 0..<12)
        _ = try town.publish(usage: .public)
        #expect(try town.rows(try town.publish(usage: .restricted), "2a").first?["status"] == "suppressed")
    }

    @Test(
        "knows for a month after a withdrawal, and before a consent, what those consume who agreed",
        arguments: [(-9, 0, false), (-40, -30, false), (-50, -40, true), (20, 60, false), (40, 60, true)])
    func agreedNearby(from: Int, until: Int, leaves: Bool) throws {
        let shared = PointSet(id: "x", kind: "building", useCase: "3", visibility: .restricted)
        try town.keep("volunteers") { session in
            for number in 0..<10 {
                try session.keep(
                    Membership(
                        channel: Town.channel(number), from: Town.day.advanced(by: from),
                        until: Town.day.advanced(by: until), consent: .day), of: shared)
            }
        }
        try town.keep(set: building, of: 0..<12)
        let status = try town.rows(try town.publish(), "2a").first { $0["set"] == "building" }?["status"]
        #expect(status == (leaves ? "released" : "suppressed"))
    }

    @Test("takes neighbours together under the rule of the most protected among them")
    func mixedClientele() throws {
        let other = PointSet(id: "other", kind: "clientele", useCase: "clientele", visibility: .restricted)
        try town.keep(set: other, of: 0..<2)
        for (id, members) in [("works", 0..<2), ("home", 2..<3)] {
            try town.keep(set: PointSet(id: id, kind: "cluster", useCase: "4b", visibility: .public), of: members)
        }
        let policy = try PolicyLibrary().policy("code-energie-d111-63")
        let now = Town.day.advanced(by: 30).start
        let rows = try town.rows(DailyProvision(town.data, policy: policy, now: now).publish(Town.day), "4b")
        #expect(rows.map { $0["status"] } == ["suppressed", "suppressed"])
    }

    @Test("protects homes as homes, whatever leaves of works, and works as works")
    func clienteles() throws {
        let other = PointSet(id: "other", kind: "clientele", useCase: "clientele", visibility: .restricted)
        try town.keep(set: other, of: 0..<30)
        for (id, members) in [("town", 0..<150), ("less", 0..<146), ("works", 0..<30), ("fewer", 0..<25)] {
            try town.keep(set: PointSet(id: id, kind: "cluster", useCase: "4b", visibility: .public), of: members)
        }
        let policy = try PolicyLibrary().policy("code-energie-d111-63")
        let now = Town.day.advanced(by: 30).start
        let rows = try town.rows(DailyProvision(town.data, policy: policy, now: now).publish(Town.day), "4b")
        let status = Dictionary(uniqueKeysWithValues: rows.map { ($0["set"] ?? "", $0["status"] ?? "") })
        // Four homes are the difference of two of them, five works that of the other two.
        #expect(status == ["town": "released", "less": "suppressed", "works": "released", "fewer": "released"])
    }

    @Test("asks nothing of sets of which every holder agreed")
    func agreed() throws {
        for (id, members) in [("x", 0..<5), ("y", 0..<6)] {
            let set = PointSet(id: id, kind: "building", useCase: "3", visibility: .restricted)
            try town.keep(set: set, of: members, consent: .day)
        }
        let rows = try town.rows(try town.publish(), "3").filter { $0["point"] == "" }
        #expect(rows.map { $0["status"] } == ["released", "released"])
    }

    @Test("guards under a policy that speaks of public figures alone")
    func publicPolicy() throws {
        try town.keep(set: quarter, of: 0..<200)
        let policy = try PolicyLibrary().policy("code-energie-d111-63")
        let now = Town.day.advanced(by: 30).start
        let publication = try DailyProvision(town.data, policy: policy, now: now).publish(Town.day)
        #expect(try town.rows(publication, "4a").first?["status"] == "released")
    }

    // MARK: what leaves instead

    @Test("offers small neighbours taken together, once they are enough and leave nobody over, and remembers them")
    func neighbours() throws {
        try town.keep(set: quarter, of: 0..<260)
        for (id, members) in [("a", 0..<9), ("b", 9..<66), ("c", 66..<140), ("d", 140..<260)] {
            try town.keep(set: PointSet(id: id, kind: "cluster", useCase: "4b", visibility: .public), of: members)
        }
        let publication = try town.publish()
        let rows = try town.rows(publication, "4b")
        let offered = Dictionary(uniqueKeysWithValues: rows.map { ($0["set"] ?? "", $0["alternative"]) })
        #expect(offered == ["a": "a+b+c", "b": "a+b+c", "c": "a+b+c", "d": "", "a+b+c": ""])
        #expect(rows.filter { $0["status"] == "released" }.map { $0["set"] } == ["a+b+c", "d"])
        #expect(try ["a+b+c", "d"].map { try town.counts(of: $0)?.expectedPoints } == [140, 120])
        let use = try #require(publication.uses.first { $0.use == "4b" })
        #expect(use.released == 1 && use.suppressed == 3 && use.alternatives == 3)
        #expect(try town.publish().documents.map(\.bytes) == publication.documents.map(\.bytes))
        let next = Town.day.advanced(by: 1)
        try town.keep(set: PointSet(id: "e", kind: "street", useCase: "4a", visibility: .public), of: 0..<140)
        let second = try town.publish(next, now: next.advanced(by: 3).start)
        #expect(try status(second, "4a")["e"] == "released")
        try town.keep(set: PointSet(id: "f", kind: "street", useCase: "4a", visibility: .public), of: 0..<159)
        #expect(try status(try town.publish(next, now: next.advanced(by: 3).start), "4a")["f"] == "suppressed")
    }

    @Test("takes neighbours together once, each for the others, and the same ones on the days that follow")
    func sameNeighbours() throws {
        func offered(_ publication: PublishedDocuments) throws -> [String?] {
            try town.rows(publication, "4b").filter { $0["status"] == "suppressed" }.map { $0["alternative"] }
        }
        for (id, members) in [("a", 0..<90), ("b", 90..<110), ("c", 110..<180), ("d", 180..<215)] {
            try town.keep(set: PointSet(id: id, kind: "cluster", useCase: "4b", visibility: .public), of: members)
        }
        #expect(try offered(try town.publish()) == ["a+b", "a+b", "c+d", "c+d"])
        // The smallest neighbour of all would have come first.
        try town.keep(set: PointSet(id: "e", kind: "cluster", useCase: "4b", visibility: .public), of: 215..<225)
        let next = Town.day.advanced(by: 1)
        let second = try town.publish(next, now: next.advanced(by: 3).start)
        #expect(try offered(second) == ["a+b", "a+b", "c+d", "c+d", ""])
    }

    @Test("offers the figure around one that the guard holds, and says how many of the lawful are served")
    func parent() throws {
        let wider = PointSet(id: "b-quarter", kind: "neighbourhood", useCase: "4a", visibility: .public)
        try town.keep(set: quarter, of: 0..<150)
        try town.keep(set: wider, of: 0..<151)
        let publication = try town.publish()
        #expect(try town.rows(publication, "4a").first?["alternative"] == "b-quarter")
        let useful = try #require(publication.usefulness.first)
        #expect([useful.allowed, useful.left, useful.alternative, useful.held] == [2, 1, 1, 0])
        #expect(useful.percent == 100)
    }

    @Test("offers the month of a set whose days are held, once it is over, and never after one of its days left")
    func longer() throws {
        let month = CivilDay(daysSinceEpoch: 20_757).firstOfMonth...CivilDay(daysSinceEpoch: 20_757).lastOfMonth
        for first in [0, 100] {
            try town.keep(
                set: PointSet(id: "house-\(first)", kind: "h\(first)", useCase: "2a", visibility: .restricted),
                of: first..<first + 20)
        }
        for offset in 0..<month.count {
            let day = month.lowerBound.advanced(by: offset)
            try town.keep { session in
                for number in Array(0..<20) + Array(100..<120) {
                    // One household in turn consumes nearly all of the day, and nobody of the month.
                    let isLeading = number % 20 == offset % 20 && (number < 20 || offset > 0)
                    try session.keep(Town.pointDay(number, watts: isLeading ? 30_000 : 20, on: day))
                }
            }
        }
        let now = month.upperBound.advanced(by: 3).start
        let first = try town.rows(try town.publish(month.lowerBound, now: now), "2a")
        #expect(first.map { $0["status"] } == ["suppressed", "released"])
        #expect(first[0]["alternative"] == "")
        let last = try town.rows(try town.publish(month.upperBound, now: now), "2a")
        #expect(last.map { $0["set"] } == ["house-0", "house-0", "house-100"])
        #expect(last.map { $0["status"] } == ["suppressed", "released", "suppressed"])
        #expect(last[0]["alternative"] == "house-0 \(month.lowerBound)/\(month.upperBound)")
        #expect(last[2]["alternative"] == "")
    }
}
