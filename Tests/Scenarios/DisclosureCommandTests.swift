import Foundation
import TestKit
import Testing

/// A village of twelve homes, as a person would bring it in and ask of it.
@Suite("The commands of disclosure")
struct DisclosureCommandTests {
    private let line: CommandLine

    init() throws {
        line = try CommandLine()
        var sets = "set;kind;use;usage;step;point;carrier;direction;from;until;consent\n"
        var curves = "point;carrier;direction;start;end;value;unit;quality\n"
        for number in 11...22 {
            sets += "village;commune;4b;restricted;;990000000000\(number);;;2026-01-01;;\n"
            curves += """
                990000000000\(number);electricity;extraction;2026-10-24;2026-10-25;\(number)00;Wh;measured

                """
        }
        for (name, text) in [("sets.csv", sets), ("energies.csv", curves)] {
            let result = try run("import", try line.folder.file(name, text))
            #expect(result.code == 0, "\(result.errors)")
        }
        try line.agree(to: "4b")
        let out = line.folder.url.appending(path: "out").path
        #expect(try run("publish", "--day", "2026-10-24", "--out", out).code == 0)
    }

    private func run(_ command: String, _ arguments: String...) throws -> CommandLine.Result {
        let now =
            ["import", "publish", "statistic", "pseudonyms", "table"].contains(command) ? ["--now", "2026-10-29"] : []
        return try line.run([command] + arguments + ["--data", line.data] + now)
    }

    @Test("explain a figure by its number, or by set and day, in two languages")
    func explain() throws {
        let english = try run("explain", "1", "--lang", "en")
        #expect(english.output.contains("energies.csv") && english.output.contains("from 11 to 19 contributed"))
        let french = try run("explain", "--set", "village", "--day", "2026-10-24", "--lang", "fr")
        #expect(french.output.contains("elle est sortie") && french.output.contains("programme"))
        let json = try run("explain", "1", "--json").output
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect((object["program"] as? String)?.hasPrefix("maille ") == true)
        #expect(try run("explain", "2").code == 3)
        #expect(try run("explain").code == 2)
        #expect(try run("explain", "1", "--set", "village", "--day", "2026-10-24").code == 2)
    }

    @Test("give tokens to a recipient until their key is destroyed")
    func pseudonyms() throws {
        let domain = ["--recipient", "lyon", "--purpose", "heat", "--contract", "17"]
        func tokens() throws -> CommandLine.Result {
            try line.run(
                ["pseudonyms", "--set", "village", "--data", line.data, "--now", "2026-10-29"] + domain)
        }
        let first = try tokens()
        #expect(first.output.split(separator: "\n").count == 13)
        #expect(try tokens().output == first.output)
        #expect(try run("keys", "list").output.contains("lyon"))
        #expect(try line.run(["keys", "destroy", "--data", line.data] + domain).code == 0)
        let after = try tokens()
        #expect(after.code == 3 && after.errors.contains("was destroyed") && after.output.isEmpty)
    }

    @Test("write a table of a year that is over, and say when one will be")
    func table() throws {
        var sets = "set;kind;use;usage;step;point;carrier;direction;from;until;consent\n"
        for number in 11...22 {
            sets += "01001;commune;territories;public;P1Y;990000000000\(number);;;2020-01-01;;\n"
        }
        #expect(try run("import", try line.folder.file("communes.csv", sets)).code == 0)
        let out = line.folder.url.appending(path: "tables").path
        let early = try run("table", "--kind", "commune", "--from", "2026", "--out", out)
        #expect(early.code == 3 && early.errors.contains("2027-01-02"))
        #expect(try run("table", "--from", "2026", "--out", out).code == 2)
        let table = [
            "table", "--kind", "commune", "--from", "2026", "--out", out, "--data", line.data, "--now", "2027-01-02",
        ]
        // One day of the year is known.
        let incomplete = try line.run(table)
        #expect(incomplete.code == 3 && incomplete.errors.contains("0 % of the days of all points have energy in 2026"))
        let made = try line.run(table + ["--approve", "the meters are new"])
        #expect(made.code == 0 && made.output.contains("table-commune-2026"))
        let csv = "use-table-commune-2026_public_2026-12-31_e1.csv"
        let rows = try String(contentsOf: line.folder.url.appending(path: "tables/\(csv)"), encoding: .utf8)
        #expect(rows.contains("01001;commune") && rows.contains("released"))
        #expect(try run("explain", "--set", "01001", "--day", "2026-05-05").output.contains("d111-53"))
    }

    @Test("refuse noise for a village, and say for whom it is")
    func statistic() throws {
        let refused = try run("statistic", "--set", "village", "--day", "2026-10-24")
        #expect(refused.code == 3 && refused.errors.contains("1,000 points or more"))
        #expect(try run("statistic", "--set", "village", "--day", "2026-10-24", "--epsilon", "0").code == 2)
    }

    @Test("verify the register's chain, and print its head")
    func verify() throws {
        let result = try run("verify", "--json")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let register = try #require(object["register"] as? [String: Any])
        #expect((register["link"] as? String)?.count == 64 && object["releases"] as? Int == 1)
    }
}
