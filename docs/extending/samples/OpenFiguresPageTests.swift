import Disclosure
import Foundation
import HTTPTypes
import Metering
import PortalKit
import Store
import TestKit
import Testing

@testable import Web

@Suite("The sample of a page")
struct OpenFiguresPageTests {
    @Test("shows what left of a public set, in two languages, and nothing of another", arguments: ["fr", "en"])
    func figures(language: String) throws {
        let neighbourhood = try Neighbourhood()
        func page(_ set: String) throws -> (status: Int, text: String) {
            let answer = try neighbourhood.call(
                .get, "/open/{set}/{day}", at: neighbourhood.grid, ["set": set, "day": "2026-11-01"],
                query: [("lang", language)], chapters: [OpenFigures.chapter])
            return (answer.status.code, answer.text)
        }
        for (set, usage) in [("commune", Visibility.public), ("building", .restricted)] {
            let policy = try PolicyLibrary().policy(PolicyLibrary.defaultID)
            let day = CivilDay(year: 2026, month: 11, day: 1)!
            let request = FigureRequest(
                set: PointSet(id: set, kind: "cluster", useCase: "4b", visibility: usage), carrier: .electricity,
                direction: .extraction, period: day...day, expectedPoints: 200, consent: nil)
            let members = (0..<200).map { SetEnergies.Member(number: $0, total: 900, quality: .measured) }
            _ = try neighbourhood.grid.tenant.releases.record(
                [
                    FigureRecord(
                        policy: policy, request: request, revisions: [Revision(1)], inputs: "i",
                        verdict: DisclosureGate(policy: policy).judge(
                            request, Undisclosed(SetEnergies(members: members))))
                ], now: day.end)
        }
        let (status, text) = try page("commune")
        #expect(status == 200 && text.contains("<td>180000</td>"))
        #expect(text.contains(language == "fr" ? "Chiffre" : "Figure"))
        #expect(try page("building").status == 404 && page("nowhere").status == 404)
    }
}
