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

@Suite("A day's figures")
struct ReadinessTests {
    private let town: Town
    private static let week = Town.day.advanced(by: -7)

    /// Thirty homes in two buildings on a day and a week before; on the day, `reporting` of them have energy.
    init() throws {
        town = try Town()
        try keep(0..<30, on: ReadinessTests.week)
        for (id, members) in [("a", 0..<15), ("b", 15..<30)] {
            try town.keep(
                set: PointSet(id: id, kind: "building", useCase: "2a", visibility: .restricted), of: members)
        }
    }

    private func keep(_ numbers: Range<Int>, on day: CivilDay, times factor: Int32 = 1) throws {
        try town.keep { session in
            for number in numbers {
                try session.keep(Town.pointDay(number, watts: factor * Int32(300 + number), on: day))
            }
        }
    }

    private func publish(
        approving approvals: [String: String] = [:], under policy: String = PolicyLibrary.defaultID
    ) throws -> PublishedDocuments {
        var provision = DailyProvision(town.data, policy: try PolicyLibrary().policy(policy), now: Town.now)
        provision.approvals = approvals
        return try provision.publish(Town.day)
    }

    /// Why nothing leaves; nil where something does.
    private func reason(_ publish: () throws -> PublishedDocuments) throws -> WaitingUse.Reason? {
        do {
            _ = try publish()
            return nil
        } catch PublicationRefusal.waiting(let uses) {
            return uses.first?.reason
        }
    }

    @Test("wait until enough points have energy, and then leave once")
    func completeness() throws {
        try keep(0..<23, on: Town.day)
        #expect(try reason { try publish() } == .incomplete(percent: 76, asked: 80))
        #expect(try town.data.releases.closings(of: Town.day...Town.day, before: nil).isEmpty)
        try keep(23..<26, on: Town.day)
        let first = try publish()
        #expect(first.waiting.isEmpty && first.uses.map(\.released) == [2])
        try keep(26..<30, on: Town.day)
        #expect(try publish().documents.map(\.bytes) == first.documents.map(\.bytes))
    }

    @Test(
        "wait where their energy is unlike the mean of the weeks before",
        arguments: [(1, 3, 50), (9, 3, 450), (900, 3, 45_000), (2, 3, 100)] as [(Int32, Int32, Int)])
    func comparison(factor: Int32, before: Int32, percent: Int) throws {
        let earlier = Town.day.advanced(by: -14)
        try keep(0..<30, on: earlier, times: before)
        for day in [earlier, ReadinessTests.week] { _ = try town.publish(day) }
        try keep(0..<30, on: Town.day, times: factor)
        let isUsual = (50...200).contains(percent)
        #expect(try reason { try publish() } == (isUsual ? nil : .unlikeBefore(percent: percent, range: 50...200)))
    }

    @Test("wait where single figures are unlike before, though their sum is not")
    func unusualFigures() throws {
        for number in 0..<4 {
            let first = 100 + 12 * number
            try keep(first..<first + 12, on: ReadinessTests.week)
            try keep(first..<first + 12, on: Town.day, times: number < 2 ? 0 : 1)
            try town.keep(
                set: PointSet(id: "s\(number)", kind: "building", useCase: "2a", visibility: .restricted),
                of: first..<first + 12)
        }
        _ = try town.publish(ReadinessTests.week)
        try keep(0..<30, on: Town.day)
        #expect(try reason { try publish() } == .unusual(figures: 2, of: 6))
    }

    @Test("leave as they are where an operator says why, which is recorded")
    func approved() throws {
        try keep(0..<23, on: Town.day)
        let other = try reason { try publish(approving: ["2b": "another use"]) }
        #expect(other == .incomplete(percent: 76, asked: 80))
        let published = try publish(approving: ["2a": "eight homes are being renovated"])
        #expect(published.waiting.isEmpty)
        let approval = try DayApproval(use: "2a", day: Town.day, reason: "eight homes are being renovated")
        #expect(try town.data.releases.approvals(of: Town.day) == [approval])
        // On the last day of a month, what is held leaves as the month: asked again, too.
        #expect(try publish().documents.map(\.bytes) == published.documents.map(\.bytes))
        // It holds for other policies, which judged nothing yet.
        #expect(try reason { try publish(under: "code-energie-d111-63") } == nil)
        #expect(throws: StoreError.self) { try DayApproval(use: "2a", day: Town.day, reason: " ") }
    }

    @Test("are asked for as many points as the operator set")
    func settings() throws {
        func set(_ text: String) throws {
            try Data(text.utf8).write(to: town.folder.url.appending(path: "settings.json"))
        }
        try keep(0..<23, on: Town.day)
        try set(#"{"readyPercent": 90, "readyPercentOf": {"2a": 77}}"#)
        #expect(try reason { try publish() } == .incomplete(percent: 76, asked: 77))
        for wrong in [#"{"readyPercent": 101}"#, #"{"readyRange": [50]}"#, #"{"readyPercentOf": {"2a": -1}}"#] {
            try set(wrong)
            #expect(throws: StoreError.self) { try publish() }
        }
        try set(#"{"readyPercentOf": {"2a": 76}}"#)
        #expect(try reason { try publish() } == nil)
    }

    @Test("of sets that are new in a use that left wait by themselves")
    func newSets() throws {
        try keep(0..<30, on: Town.day)
        _ = try publish()
        try keep(100..<103, on: Town.day)
        try town.keep(
            set: PointSet(id: "new", kind: "building", useCase: "2a", visibility: .restricted), of: 100..<130)
        let published = try publish()
        #expect(published.uses.map(\.released) == [2] && published.waiting.map(\.sets) == [["new"]])
    }
}
