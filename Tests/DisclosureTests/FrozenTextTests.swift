import Metering
import Testing

@testable import Disclosure

@Suite("What fingerprints rest on")
struct FrozenTextTests {
    @Test("a table's request keeps the text that it had before its type was renamed")
    func tableTerms() {
        var request = Asking.question(.public, kind: "iris", days: 365, consent: .day)
        request.sector = .industry
        request.requester = Requester(controlling: [PointID("b"), PointID("a")])
        let text = #"""
            Question(set: Metering.PointSet(id: "s", kind: "iris", use: "4b", usage: Metering.Usage.public, \#
            figureStep: Metering.FigureStep.day), carrier: Metering.Carrier.electricity, \#
            direction: Metering.Direction.extraction, period: ClosedRange(2026-09-04...2027-09-03), \#
            expectedPoints: 200, consent: Optional(Metering.Membership.Consent.day), publicationDays: nil, \#
            sector: Optional(Disclosure.Policy.Sector.industry), \#
            clientele: Disclosure.Policy.Clientele.smallOrPersonal, requester: a,b)
            """#
        #expect(request.tableTerms == text)
    }

    /// Lengths and hashes are those of the program before `Usage` was named `Visibility`; of code-energie-d341-13,
    /// since it speaks of unknown holders.
    @Test(
        "a policy keeps the text that it had before its types were renamed",
        arguments: [
            ("code-energie-d111-53", 4660, 0xc26dc338),
            ("code-energie-d111-63", 9868, 0xaba56c25),
            ("code-energie-d341-13", 1441, 0x0486a8ea),
            ("daily-provision-2018", 6463, 0x4ac3107a),
            ("noise-2026", 834, 0xd3551229),
        ] as [(String, Int, UInt32)])
    func policy(_ id: String, _ length: Int, _ hash: UInt32) throws {
        let text = try PolicyLibrary().policy(id).frozenText
        #expect(text.utf8.count == length)
        #expect(FNV1a.hash32(text) == hash)
    }

    @Test(
        "a text has the number of FNV-1a, as the draft's vectors have it",
        arguments: [("", 0x811c_9dc5), ("a", 0xe40c_292c), ("foobar", 0xbf9c_f968)] as [(String, UInt32)])
    func hashOfText(_ text: String, _ hash: UInt32) {
        #expect(FNV1a.hash32(text) == hash)
    }

    @Test("a panel's fingerprint takes each point as one word of FNV-1a")
    func fingerprintOfPanel() {
        #expect(Panel([]).fingerprint == 0xcbf2_9ce4_8422_2325)
        #expect(Panel([0x61]).fingerprint == 0xaf63_dc4c_8601_ec8c)
    }

    @Test(
        "an energy is rounded to the nearest multiple, halves up",
        arguments: [
            (0, 1_000, 0), (499, 1_000, 0), (500, 1_000, 1_000), (1_499, 1_000, 1_000), (7, 1, 7), (7, 3, 6), (8, 3, 9),
            (-500, 1_000, 0), (.max, 1, .max), (.max, .max, .max), (.min, 1_000, -9_223_372_036_854_775_000),
        ] as [(Int64, Int64, Int64)])
    func rounding(_ energy: Int64, _ unit: Int64, _ published: Int64) {
        #expect(energy.rounded(toMultipleOf: unit) == published)
    }
}
