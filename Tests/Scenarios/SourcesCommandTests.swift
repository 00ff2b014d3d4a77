import Foundation
import TestKit
import Testing

/// Sources, as the operator adds them and files come from them.
@Suite struct SourcesCommandTests {
    private static let electricity = """
        point;carrier;direction;start;end;value;unit;quality
        99000000000001;electricity;extraction;2026-10-24T00:00:00+02:00;2026-10-24T01:00:00+02:00;500;W;measured

        """

    @Test func `set aside what a source may not speak of, and are named by imports`() throws {
        let line = try CommandLine()
        let add = try line.run("sources", "add", "grdf", "--name", "GRDF", "--carrier", "gas", "--data", line.data)
        #expect(add.code == 0 && add.output.contains("grdf may speak of gas."))
        let file = Data(Self.electricity.utf8)
        let limited = try line.run("import", "-", "--source", "grdf", "--data", line.data, input: file)
        #expect(limited.code == 1 && limited.errors.contains("grdf may not speak of electricity"))
        let whole = try line.run("import", "-", "--data", line.data, input: file)
        #expect(whole.code == 0 && whole.output.contains("1 new point-day"))
        let imports = try line.run("imports", "list", "--json", "--data", line.data)
        let rows = try JSONSerialization.jsonObject(with: Data(imports.output.utf8)) as? [[String: Any]]
        #expect(rows?.map { $0["source"] as? String } == ["grdf", "operator"])
        let sources = try line.run("sources", "list", "--data", line.data)
        #expect(sources.output.contains("GRDF") && sources.output.contains("operator"))
    }

    @Test(arguments: [
        (["import", "-", "--source", "nobody"], 3, "there is no source nobody"),
        (["sources", "add", "A B"], 3, "an identifier has 1 to 64 small letters"),
        (["sources", "add", "operator"], 3, "built in"),
        (["sources", "add", "a", "--flow", "R99"], 2, "R99"),
    ])
    func `say what is wrong with them`(arguments: [String], code: Int32, words: String) throws {
        let line = try CommandLine()
        let result = try line.run(arguments + ["--data", line.data])
        #expect(result.code == code && result.errors.contains(words))
    }
}
