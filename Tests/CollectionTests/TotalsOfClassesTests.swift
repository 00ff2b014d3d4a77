import Collection
import DirectoryKit
import EmbeddedStore
import Metering
import Store
import TestKit
import Testing

/// The indexes of a point at the midnights of some days, class by class.
private struct Meter {
    static let first = CivilDay(daysSinceEpoch: 20_454)
    static let midnights = 5

    struct Index {
        let grid: String
        let name: String
        let midnight: Int
        /// Nil of one that the file sends empty.
        let value: Int64?
    }

    let prm: String
    var indexes: [Index] = []
    /// The energy of each day, where there is one.
    var energies: [CivilDay: Int64] = [:]

    init(_ number: Int, _ random: inout SeededGenerator) {
        prm = "\(99_000_000_000_000 + number)"
        let change = Int.random(in: 1...12, using: &random)
        let empty = Int.random(in: 0...8, using: &random)
        let left = Int.random(in: 0...8, using: &random)
        let hasSupplier = Bool.random(using: &random)
        var (values, sets): ([String: Int64], [[String: Int64?]]) = ([:], [])
        for midnight in 0..<Meter.midnights {
            let names = midnight >= change ? ["BASE"] : ["HC", "HP"]
            var classes: [String: Int64?] = [:]
            for name in names {
                values[name, default: 1_000] += Int64.random(in: 0...9_000, using: &random)
                classes[name] = .some(values[name])
            }
            if midnight == empty { classes[names[0]] = .some(nil) }
            if midnight == left { classes[names[0]] = nil }
            sets.append(classes)
            for (name, value) in classes {
                indexes.append(Index(grid: "D", name: name, midnight: midnight, value: value))
            }
            values["P", default: 500] += 1_234
            if hasSupplier { indexes.append(Index(grid: "F", name: "P", midnight: midnight, value: values["P"])) }
        }
        for (day, (opening, closing)) in zip(sets, sets.dropFirst()).enumerated() {
            if Set(opening.keys) == Set(closing.keys), !opening.isEmpty,
                (Array(opening.values) + closing.values).allSatisfy({ $0 != nil })
            {
                let energy = sum(closing) - sum(opening)
                // Two grids that tell different energies: one lacks a class.
                let isWhole = (Array(opening.values) + closing.values).allSatisfy { ($0 ?? 0) % 1_000 == 0 }
                let isDisputed = hasSupplier && abs(energy - 1_234) > Int64(opening.count) * (isWhole ? 1_000 : 1) + 1
                energies[Meter.first.advanced(by: day)] = isDisputed ? nil : energy
            } else if hasSupplier {
                energies[Meter.first.advanced(by: day)] = 1_234
            }
        }
    }

    private func sum(_ classes: [String: Int64?]) -> Int64 { classes.values.reduce(0) { $0 + ($1 ?? 0) } }
}

/// A flow that writes indexes: one text for any of them, in any order.
private enum IndexFlow: CaseIterable {
    case r64, r151, r171

    func text(_ indexes: [(prm: String, index: Meter.Index)]) -> String {
        switch self {
        case .r64: IndexFlow.r64Head + indexes.map { line($0.prm, $0.index) }.joined()
        case .r151:
            "<R151><En_Tete_Flux><Unite_Mesure_Index>Wh</Unite_Mesure_Index></En_Tete_Flux>"
                + indexes.map { day($0.prm, $0.index) }.joined(separator: "\n") + "</R151>"
        case .r171:
            "<ns2:R171 xmlns:ns2=\"http://www.enedis.fr/stm/R171\"><entete><flux>R171</flux></entete>"
                + "<serieMesuresDateesListe>" + indexes.map { series($0.prm, $0.index) }.joined(separator: "\n")
                + "</serieMesuresDateesListe></ns2:R171>"
        }
    }

    private static let r64Head =
        "Identifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur métier;Etape métier;Unité;Horodate;"
        + "Contexte de relève;Type de relève;Motif de relève;Grille;Identifiant calendrier;Libellé Calendrier;"
        + "Identifiant classe temporelle;Libellé classe temporelle;Cadran;Valeur;Indice de vraisemblance\n"

    private func line(_ prm: String, _ index: Meter.Index) -> String {
        let date = Meter.first.advanced(by: index.midnight)
        let grid = index.grid == "D" ? "Distributeur;DI000003" : "Fournisseur;FC000001"
        return "\(prm);2026-01-01 00:00:00;2026-01-31 00:00:00;EA;CONS;BRUT;Wh;\(date) 00:00:00;COL;AQ;;\(grid);L;"
            + "\(index.name);L;IDX_EAS_\(index.name);\(index.value.map(String.init) ?? "");0\n"
    }

    private func day(_ prm: String, _ index: Meter.Index) -> String {
        let element = index.grid == "D" ? "Classe_Temporelle_Distributeur" : "Classe_Temporelle"
        return "<PRM><Id_PRM>\(prm)</Id_PRM><Donnees_Releve>"
            + "<Date_Releve>\(Meter.first.advanced(by: index.midnight - 1))</Date_Releve><\(element)>"
            + "<Id_Classe_Temporelle>\(index.name)</Id_Classe_Temporelle><Rang_Cadran>1</Rang_Cadran>"
            + "<Valeur>\(index.value.map(String.init) ?? "")</Valeur><Indice_Vraisemblance>0</Indice_Vraisemblance>"
            + "</\(element)></Donnees_Releve></PRM>"
    }

    private func series(_ prm: String, _ index: Meter.Index) -> String {
        "<serieMesuresDatees><prmId>\(prm)</prmId><type>INDEX</type><grandeurMetier>CONS</grandeurMetier>"
            + "<grandeurPhysique>EA</grandeurPhysique><typeCalendrier>\(index.grid)</typeCalendrier>"
            + "<codeClasseTemporelle>\(index.name)</codeClasseTemporelle><unite>Wh</unite><mesuresDateesListe>"
            + "<mesureDatee><dateFin>\(Meter.first.advanced(by: index.midnight))T02:00:00</dateFin>"
            + "<valeur>\(index.value.map(String.init) ?? "")</valeur></mesureDatee></mesuresDateesListe>"
            + "</serieMesuresDatees>"
    }
}

@Suite("Totals of classes")
struct TotalsOfClassesTests {
    private func energies(_ home: Household) throws -> [String: [CivilDay: Int64]] {
        var found: [String: [CivilDay: Int64]] = [:]
        let days = Meter.first...Meter.first.advanced(by: Meter.midnights - 2)
        try home.data.measures.forEachIndexEnergy(of: .all, on: days, home.data.ledger.known()) {
            guard let channel = try home.data.catalogue.channel($0) else { return }
            found[channel.point.text, default: [:]][$1] = $2.total
        }
        return found
    }

    @Test(
        "are the same in any order and split of files; a change of calendar or a lacking class leaves a day without one",
        arguments: 0..<210)
    func anyOrder(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let home = try Household()
        let flow = IndexFlow.allCases[seed % 3]
        let meters = (0..<3).map { Meter($0, &random) }
        var expected: [String: [CivilDay: Int64]] = [:]
        for meter in meters where !meter.energies.isEmpty { expected[meter.prm] = meter.energies }
        let indexes = meters.flatMap { meter in meter.indexes.map { (prm: meter.prm, index: $0) } }
        let how = Int.random(in: 0..<4, using: &random)
        let parts = Dictionary(grouping: indexes.shuffled(using: &random)) { prm, index in
            switch how {
            case 0: index.name
            case 1: "\(index.midnight)"
            case 2: prm
            default: "\(Int.random(in: 0..<3, using: &random))"
            }
        }
        let files = parts.sorted { $0.key < $1.key }.map { flow.text($0.value) }
        for file in files.shuffled(using: &random) {
            guard case .kept = try home.receive(file).outcome else {
                Issue.record("not kept: \(file)")
                return
            }
        }
        #expect(try energies(home) == expected)
        #expect(try home.data.verify().faults == [])
    }

    @Test("are never added up from classes in one file and registers of the meter in another")
    func registerCodes() throws {
        let home = try Household()
        let indexes = ["HC", "HP"].flatMap { name in
            (0..<2).map { Meter.Index(grid: "D", name: name, midnight: $0, value: Int64(1_000 + 7_500 * $0)) }
        }.map { (prm: "99000000000001", index: $0) }
        try home.receive(IndexFlow.r151.text(indexes))
        let byRegister = IndexFlow.r64.text(indexes)
            .replacing("L;HC;L;IDX_EAS_HC", with: "L;;L;IDX_EAS_D1").replacing(
                "L;HP;L;IDX_EAS_HP", with: "L;;L;IDX_EAS_D2")
        try home.receive(byRegister)
        #expect(try energies(home) == ["99000000000001": [Meter.first: 15_000]])
    }

    @Test(
        "tell no energy where two grids tell different ones: a class of one is not there", arguments: IndexFlow.allCases
    )
    fileprivate func disputed(flow: IndexFlow) throws {
        let home = try Household()
        let indexes = (0..<2).flatMap { midnight in
            [("D", "HP", 10_000), ("F", "P", 15_000)].map { grid, name, energy in
                Meter.Index(grid: grid, name: name, midnight: midnight, value: Int64(1_000 + energy * midnight))
            }
        }
        try home.receive(flow.text(indexes.map { ("99000000000001", $0) }))
        #expect(try energies(home) == [:])
    }

    /// Rows of R64 at two midnights: calendar, class id, register, energy.
    private func r64(_ classes: [(String, String, String, Int64)], grid: String = "Distributeur") -> String {
        let rows = classes.flatMap { calendar, id, register, energy in
            (0..<2).map { midnight in
                let index = Meter.Index(
                    grid: "D", name: "?", midnight: midnight, value: 1_000_000 + energy * Int64(midnight))
                return IndexFlow.r64.text([("99000000000001", index)]).split(separator: "\n")[1]
                    .replacing(
                        "Distributeur;DI000003;L;?;L;IDX_EAS_?", with: "\(grid);\(calendar);L;\(id);L;\(register)")
            }
        }
        return ([IndexFlow.r64.text([]).dropLast()[...]] + rows.map { $0[...] }).joined(separator: "\n") + "\n"
    }

    @Test(
        "tell no energy of two calendars, or of a class without a name, also where registers name the classes",
        arguments: ["Distributeur", "Fournisseur"])
    func untoldRegisters(grid: String) throws {
        let letter = grid == "Distributeur" ? "D" : "F"
        for files in [
            [
                ("A", "", "IDX_EAS_\(letter)1", Int64(8_000)), ("B", "", "IDX_EAS_\(letter)2", 3_000),
                ("B", "", "IDX_EAS_\(letter)3", 5_000),
            ],
            [("A", "", "", 3_000), ("A", "", "IDX_EAS_\(letter)2", 5_000)],
        ] {
            let home = try Household()
            try home.receive(r64(files, grid: grid))
            #expect(try energies(home) == [:])
        }
    }

    @Test("of one calendar are named in one way: an id and a register are two parts of one sum")
    func oneNaming() throws {
        let home = try Household()
        try home.receive(r64([("A", "HP", "IDX_EAS_D1", 3_000), ("A", "", "IDX_EAS_D2", 5_000)]))
        #expect(try energies(home) == ["99000000000001": [Meter.first: 8_000]])
        let another = try Household()
        try another.receive(r64([("A", "HP", "", 3_000), ("A", "", "IDX_EAS_D2", 5_000)]))
        #expect(try energies(another) == [:])
    }

    @Test(
        "tell no energy where a file names one half and another file the other, though the halves are near",
        arguments: [(3_000, 5_000), (3_000, 4_000), (3_001, 3_900)] as [(Int64, Int64)])
    func halves(one: Int64, other: Int64) throws {
        let home = try Household()
        try home.receive(r64([("A", "HP", "IDX_EAS_D1", one)]))
        try home.receive(r64([("A", "", "IDX_EAS_D2", other)]))
        #expect(try energies(home) == [:])
    }

    @Test("tell no energy where a supplier's ten classes tell five times the distributor's three")
    func tolerance() throws {
        let home = try Household()
        try home.receive(r64((0..<3).map { ("A", "C\($0)", "IDX_EAS_D\($0)", Int64(1_000)) }))
        try home.receive(r64((0..<10).map { ("A", "S\($0)", "IDX_EAS_F\($0)", Int64(1_500)) }, grid: "Fournisseur"))
        #expect(try energies(home) == [:])
    }

    @Test("are never added up from two names of the same registers")
    func names() throws {
        let home = try Household()
        let flow = (0..<2).map { Meter.Index(grid: "D", name: "HP", midnight: $0, value: Int64(1_000 + 300 * $0)) }
        try home.receive(IndexFlow.r64.text(flow.map { ("99000000000001", $0) }))
        try home.receive(
            """
            Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite
            99000000000001;Index;01/01/2026;01/02/2026;Energie active;Consommation;Comptage Brut;Wh
            Horodate;Type de releve;EAS F1;EAS D1
            \(Meter.first)T00:00:00+01:00;Arrêté quotidien;1000;1000
            \(Meter.first.advanced(by: 1))T00:00:00+01:00;Arrêté quotidien;1300;1300

            """)
        #expect(try energies(home) == ["99000000000001": [Meter.first: 300]])
    }
}
