import Collection
import Metering
import TestKit
import Testing

@Suite("Values of times to come")
struct AfterTheImportTests {
    /// Half past one in the afternoon.
    private static let now = Instant(
        secondsSinceEpoch: CivilDay(year: 2026, month: 11, day: 28)!.start.secondsSinceEpoch
    )
    .advanced(minutes: 13 * 60 + 30)

    private let store: Household

    init() throws { store = try Household(now: Self.now) }

    /// Half-hours of a day in the long form.
    private func long(_ day: String) throws -> String {
        let day = try #require(CivilDay(day))
        let lines = (0..<48).map { number in
            let start = day.start.advanced(minutes: number * 30)
            return "P1;electricity;extraction;\(start);\(start.advanced(minutes: 30));\(500 + number);W;"
        }
        return "point;carrier;direction;start;end;value;unit;quality\n" + lines.joined(separator: "\n")
    }

    /// The same in the wide form, of a point whose rows are read in columns.
    private func wide(_ day: String) -> String {
        "point;date;" + (1...48).map { "v\($0)" }.joined(separator: ";") + "\n99000000000001;\(day)"
            + (0..<48).map { ";\(500 + $0)" }.joined() + "\n"
    }

    private func aside(_ receipt: Receipt) throws -> [Diagnostic] {
        try store.findings(receipt).filter { $0.rule.name == "after-the-import" }
    }

    @Test("set a whole day aside, of either form", arguments: ["2026-11-29", "2027-05-15"], [true, false])
    func wholeDay(day: String, isWide: Bool) throws {
        let found = try aside(try store.receive(isWide ? wide(day) : try long(day)))
        #expect(
            found.map(\.detail) == ["48 values end after the file came: check its dates, or the clock of this machine"])
        #expect(found.map(\.severity) == [.quarantined])
        #expect(try store.days().isEmpty)
    }

    @Test("set aside what is not over of the day of the import, and keep the rest", arguments: [true, false])
    func today(isWide: Bool) throws {
        let found = try aside(try store.receive(isWide ? wide("2026-11-28") : try long("2026-11-28")))
        #expect(found.count == 21)
        let curve = try #require(try store.days().first).curve
        #expect(curve.missingCount == 21)
        #expect(curve.values[26] == 526)
        #expect(curve.mark(at: 27) == .missing(.quarantined))
    }

    @Test("are none the day before", arguments: [true, false])
    func yesterday(isWide: Bool) throws {
        #expect(try aside(try store.receive(isWide ? wide("2026-11-27") : try long("2026-11-27"))).isEmpty)
        #expect(try store.days().first?.curve.isComplete == true)
    }

    @Test(
        "include the total of a day that is not over",
        arguments: [("2026-11-27", 0), ("2026-11-28", 1), ("2027-05-15", 1)])
    func totals(day: String, count: Int) throws {
        let receipt = try store.receive("point;date;v1\nP1;\(day);5000\n")
        #expect(try aside(receipt).map(\.detail) == Array(repeating: "daily-energy 5000", count: count))
        #expect(try store.dailyEnergies(on: [day]).count == 1 - count)
    }

    @Test("include an index that stands at a midnight to come", arguments: [("2026-11-27", 0), ("2026-11-28", 1)])
    func indexes(day: String, count: Int) throws {
        let text = """
            <R151><En_Tete_Flux><Unite_Mesure_Index>Wh</Unite_Mesure_Index></En_Tete_Flux><PRM>
            <Id_PRM>99000000000001</Id_PRM><Donnees_Releve><Date_Releve>\(day)</Date_Releve>
            <Classe_Temporelle_Distributeur><Id_Classe_Temporelle>BASE</Id_Classe_Temporelle>
            <Rang_Cadran>1</Rang_Cadran><Valeur>100</Valeur><Indice_Vraisemblance>0</Indice_Vraisemblance>
            </Classe_Temporelle_Distributeur></Donnees_Releve></PRM></R151>
            """
        #expect(try aside(try store.receive(text)).count == count)
    }

    @Test("leave an empty interval of the future alone: it is no value")
    func empty() throws {
        let text =
            "point;carrier;direction;start;end;value;unit;quality\n"
            + "P1;electricity;extraction;2026-11-28T18:00:00Z;2026-11-28T18:30:00Z;;W;\n"
        #expect(try aside(try store.receive(text)).isEmpty)
    }

    @Test("are found in the shared case", .enabled(if: SharedData.isPresent))
    func shared() throws {
        let receipt = try store.receive(try SharedData.bytes("field/38-future-day/future.csv"))
        #expect(
            try aside(receipt).map(\.detail) == [
                "48 values end after the file came: check its dates, or the clock of this machine"
            ])
        #expect(try store.days().isEmpty)
    }
}
