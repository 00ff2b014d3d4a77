import Metering
import TestKit
import Testing

@testable import Access

@Suite("A decision on personal data")
struct KindDecisionTests {
    private let town = Town()
    private let october = day("2026-10-01")...day("2026-10-31")

    private func refusal(
        _ kind: OperatorKind, _ reader: ReadRequest.Reader, step: FigureStep = .day,
        about subject: ReadRequest.Subject? = nil
    ) throws -> ReadRefusal? {
        let request = ReadRequest(
            by: reader, about: subject ?? .point(town.point), days: october, step: step, purpose: "test", request: "r")
        do {
            _ = try AccessDecisionPoint(town.store, town.keys, of: kind).grant(request, now: town.start)
            return nil
        } catch let refusal as ReadRefusal {
            return refusal
        }
    }

    @Test("lets a distribution operator alone read for its duties and give totals of buildings, and logs the refusal")
    func duty() throws {
        _ = try town.customer("anna")
        let (clerk, manager) = (try town.person("odile", .operator), try town.person("gaelle", .buildingManager))
        try town.store.transaction(in: town.keys.tenant) {
            try $0.put(Mandate(manager: manager, set: "house", from: town.start))
        }
        let house = ReadRequest.Subject.building(set: "house", points: Set((0..<12).map { PointID("p\($0)") }))
        for kind in OperatorKind.allCases {
            let expected: ReadRefusal? = kind == .networkOperator ? nil : .notThisKind
            #expect(try refusal(kind, .operator(clerk)) == expected, "\(kind)")
            #expect(try refusal(kind, .buildingManager(manager), about: house) == expected, "\(kind)")
        }
        let outcomes = try town.entries().compactMap(\.facts?.outcome)
        #expect(outcomes.count { $0 == .refused(.notThisKind) } == 6)
    }

    @Test("leaves a person's own data, and what was consented to, to all kinds")
    func own() throws {
        let (anna, occupancy) = try town.customer("anna")
        _ = try town.consent(of: anna, occupancy)
        for kind in OperatorKind.allCases {
            #expect(try refusal(kind, .resident(anna)) == nil)
            #expect(try refusal(kind, town.reader(), step: .halfHour) == nil)
        }
    }
}
