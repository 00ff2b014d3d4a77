import Collection
import DirectoryKit
import EmbeddedStore
import Metering
import Store
import TestKit
import Testing

@Suite("The order of files of indexes")
struct IndexOrderTests {
    private static let channel = Channel(point: PointID("99000000000001"))
    private static let list =
        "point;carrier;directions;segment;connection_power_w\n99000000000001;electricity;extraction;C5;12000\n"

    /// The index at the midnight that starts a day of January 2026.
    private static func file(_ day: Int, _ value: Int64, stage: String = "Brut") -> String {
        """
        Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite
        99000000000001;Index;10/01/2026;20/01/2026;Energie active;Consommation;Comptage \(stage);Wh
        Horodate;Type de releve;EAS T
        2026-01-\(day)T00:00:00+01:00;Arrete quotidien;\(value)

        """
    }

    /// A digit is lost on the 12th.
    private static let days = [file(11, 10_000_000), file(12, 1_010_000), file(13, 10_020_000), file(14, 10_030_000)]
    private static let correction = file(12, 10_010_000, stage: "Corrige")

    private struct State: Equatable {
        let answers: [Int64]
        let energies: [Int64]
    }

    private func state(after files: [String]) throws -> State {
        let home = try Household()
        try home.receive(Self.list)
        for file in files { try home.receive(file) }
        let days = try #require(CivilDay("2026-01-10"))...#require(CivilDay("2026-01-24"))
        var energies: [Int64] = []
        try home.data.measures.forEachIndexEnergy(of: .all, on: days, home.data.ledger.known()) {
            energies.append($2.total)
        }
        let answers = try home.data.readings(
            of: Self.channel, .totalIndex, in: days.lowerBound.start...days.upperBound.end, home.data.ledger.known())
        #expect(try home.data.verify().faults == [])
        return State(answers: answers.map(\.value), energies: energies)
    }

    static func permutations<Element>(_ elements: [Element]) -> [[Element]] {
        guard let last = elements.last else { return [[]] }
        return permutations(Array(elements.dropLast())).flatMap { rest in
            (0...rest.count).map { Array(rest[..<$0]) + [last] + rest[$0...] }
        }
    }

    @Test("does not change which indexes count, nor the energies", arguments: permutations(Array(0..<4)))
    func days(order: [Int]) throws {
        let expected = State(answers: [10_000_000, 10_020_000, 10_030_000], energies: [10_000])
        #expect(try state(after: order.map { Self.days[$0] }) == expected)
    }

    @Test("does not change it where a correction comes, whenever that is", arguments: permutations(Array(0..<5)))
    func corrected(order: [Int]) throws {
        let files = Self.days + [Self.correction]
        let expected = State(
            answers: [10_000_000, 10_010_000, 10_020_000, 10_030_000], energies: [10_000, 10_000, 10_000])
        #expect(try state(after: order.map { files[$0] }) == expected)
    }

    @Test("does not change it where days come together", arguments: 0..<12 as Range<UInt64>)
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let days = (10...18).map { day -> (Int, Int64) in
            let value = 1_000_000 + Int64(day) * 20_000
            return (day, Int.random(in: 0..<4, using: &random) == 0 ? value * 10 : value)
        }
        let files = days.map { Self.file($0.0, $0.1) }
        let kept = try state(after: files)
        for _ in 0..<2 { #expect(try state(after: files.shuffled(using: &random)) == kept) }
        let whole = try state(after: [files[0] + files.dropFirst().joined()])
        #expect(whole == kept)
    }
}
