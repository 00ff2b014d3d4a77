import ArgumentParser
import Foundation

/// Finds words of a command line that are no command and no option, and the right ones nearest to them.
struct Spelling {
    let message: String
    let hint: String

    private struct Tool: Decodable { let command: Command }

    private struct Command: Decodable {
        let commandName: String
        let subcommands: [Command]?
        let arguments: [Argument]?

        var own: [Argument] { arguments ?? [] }
        /// Those of its subcommands too.
        var all: [Argument] { own + (subcommands ?? []).flatMap(\.all) }
    }

    private struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String
        }

        let kind: String
        let names: [Name]?

        var takesValue: Bool { kind == "option" }
        var longNames: [String] { (names ?? []).filter { $0.kind == "long" }.map(\.name) }
    }

    /// The first word that is none; nil where all are.
    static func fault(in arguments: [String]) -> Spelling? {
        guard let tool = try? JSONDecoder().decode(Tool.self, from: Data(Maille._dumpHelp().utf8)) else { return nil }
        var (command, path, known) = (tool.command, ["maille"], tool.command.own)
        var words = (arguments.first == "help" ? arguments.dropFirst() : arguments[...])[...]
        while let word = words.popFirst(), word != "--" {
            if word.hasPrefix("--") {
                let name = word.dropFirst(2).prefix { $0 != "=" }
                // Options of a command may stand before its name.
                let options = (command.subcommands ?? []).isEmpty ? known + command.own : known + command.all
                guard let option = options.first(where: { $0.longNames.contains(String(name)) }) else {
                    return unknown(option: String(name), of: path, among: options.flatMap(\.longNames))
                }
                if option.takesValue, !word.contains("=") { words = words.dropFirst() }
            } else if !word.hasPrefix("-"), let children = command.subcommands, !children.isEmpty {
                guard let child = children.first(where: { $0.commandName == word }) else {
                    return unknown(command: word, of: path, among: children.map(\.commandName))
                }
                command = child
                path.append(word)
                known += child.own
            }
        }
        return nil
    }

    private static func unknown(command word: String, of path: [String], among names: [String]) -> Spelling {
        let near = nearest(to: word, among: names)
        return Spelling(
            message: "there is no command '\(word)' of \(path.joined(separator: " "))",
            hint: near.map { "Did you mean '\((path + [$0]).joined(separator: " "))'?" }
                ?? "See '\(path.joined(separator: " ")) --help' for those there are.")
    }

    /// Nil of an option that every command has.
    private static func unknown(option: String, of path: [String], among names: [String]) -> Spelling? {
        let common = ["help", "help-hidden", "version", "generate-completion-script", "experimental-dump-help"]
        if common.contains(option) { return nil }
        let near = nearest(to: option, among: names)
        return Spelling(
            message: "there is no option '--\(option)' of \(path.joined(separator: " "))",
            hint: near.map { "Did you mean '--\($0)'?" }
                ?? "See '\(path.joined(separator: " ")) --help' for those there are.")
    }

    /// The name with the fewest letters to change, where they are few.
    private static func nearest(to word: String, among names: [String]) -> String? {
        let distances = Set(names).map { (distance(word, $0), $0) }.sorted { $0 < $1 }
        guard let (distance, name) = distances.first, distance <= max(1, word.count / 3) else { return nil }
        return name
    }

    /// Letters to add, remove, replace or swap with the next one.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var rows = [Array(0...right.count)]
        for (row, letter) in left.enumerated() {
            var line = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(line[column], rows[row][column + 1]) + 1
                best = min(best, rows[row][column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    best = min(best, rows[row - 1][column - 1] + 1)
                }
                line.append(best)
            }
            rows.append(line)
        }
        return rows[left.count][right.count]
    }
}
