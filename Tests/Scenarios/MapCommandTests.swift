import Foundation
import TestKit
import Testing

/// A partner's table, from the file that is not read to the mapping that others can take over.
@Suite struct MapCommandTests {
    /// A day of half-hours of a local operator.
    private static let table =
        "PRM;Date;Heure;Puissance (kW);Statut\n"
        + (0..<48).map { place in
            let time = "\(place / 2 < 10 ? "0" : "")\(place / 2):\(place % 2 == 0 ? "00" : "30")"
            return "81400000000000;20/10/2026;\(time);0,\(200 + place);Réel\n"
        }.joined()

    @Test func `is proposed with its days, kept by name, and read by it, here and elsewhere`() throws {
        let line = try CommandLine()
        let file = try line.folder.file("conso.csv", Self.table)
        let now = ["--now", "2026-11-01T00:00:00Z"]
        let refused = try line.run(["import", file, "--data", line.data] + now)
        #expect(refused.code == 3 && refused.errors.contains("maille map suggest FILE"))
        let proposed = try line.run("map", "suggest", file, "--keep", "sicae", "--data", line.data)
        #expect(proposed.code == 0 && proposed.errors.contains("2026-10-20  81400000000000  48 values of 30 min in W"))
        #expect(try line.run("map", "list", "--data", line.data).output == "sicae\n")
        let read = try line.run(["import", file, "--map", "sicae", "--data", line.data] + now)
        #expect(read.code == 0 && read.output.contains("1 new point-day"))
        let shown = try line.run("map", "show", "sicae", "--data", line.data).output
        let other = try line.folder.file("other.json", shown)
        let elsewhere = line.data + "-elsewhere"
        #expect(try line.run("map", "add", "sicae", other, "--data", elsewhere).code == 0)
        let again = try line.run(["import", file, "--map", "sicae", "--json", "--data", elsewhere] + now)
        #expect(again.code == 0 && again.output.contains("\"added\":1"))
        #expect(try line.run("map", "remove", "sicae", "--data", line.data).code == 0)
        let gone = try line.run(["import", file, "--map", "sicae", "--data", line.data] + now)
        #expect(gone.code != 0 && gone.errors.contains("there is no mapping sicae: none is kept yet"))
    }

    @Test(arguments: [
        ("{\"columns\": {\"start\": \"d\", \"value\": \"v\"}}", "say the 'step'"),
        ("{\"columns\": {\"start\": \"d\", \"value\": \"v\"}, \"unti\": \"kWh\"}", "'unti' is no part of a mapping"),
        ("{\"unit\": \"kWh\"}", "'columns' is missing"), ("hello", "cannot be read"),
    ])
    func `says what is wrong with one`(json: String, words: String) throws {
        let line = try CommandLine()
        let file = try line.folder.file("map.json", json)
        let added = try line.run("map", "add", "x", file, "--data", line.data)
        #expect(added.code != 0 && added.errors.contains(words), "\(added.errors)")
    }

    @Test(arguments: ["../settings", "../../x", "a/b", "..", ".hidden", "A"])
    func `is removed by its name, which leads to no other file`(name: String) throws {
        let line = try CommandLine()
        let file = try line.folder.file("x.json", "{}")
        #expect(try line.run("map", "list", "--data", line.data).code == 3)
        #expect(try line.run("gaps", "--day", "2026-01-15", "--data", line.data).code != 1)
        let removed = try line.run("map", "remove", name, "--data", line.data)
        #expect(removed.code == 2 && FileManager.default.fileExists(atPath: file), "\(removed.errors)")
    }

    @Test func `is not there to remove: the names that are there are said`() throws {
        let line = try CommandLine()
        let map = try line.folder.file(
            "m.json", "{\"columns\": {\"start\": \"d\", \"value\": \"v\"}, \"unit\": \"W\", \"step\": \"PT30M\"}")
        #expect(try line.run("map", "add", "one", map, "--data", line.data).code == 0)
        let removed = try line.run("map", "remove", "two", "--data", line.data)
        #expect(removed.code == 2 && removed.errors.contains("there is no mapping two: kept are one"))
    }
}
