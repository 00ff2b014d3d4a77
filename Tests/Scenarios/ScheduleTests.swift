import Foundation
import TestKit
import Testing

@Suite("What the server does by itself", .serialized)
struct ScheduleTests {
    private let line: CommandLine
    /// Three measured days, of which the last may leave today.
    private let days: [String]

    init() throws {
        line = try CommandLine()
        let format = Date.ISO8601FormatStyle(timeZone: TimeZone(identifier: "Europe/Paris") ?? .gmt).year().month()
            .day()
        days = (2...4).reversed().map { Date.now.addingTimeInterval(-86_400 * Double($0)).formatted(format) }
        for arguments in [
            [
                "simulate", "--meters", "40", "--days", "3", "--from", days[0], "--out", "d", "--seed", "7", "--format",
                "csv",
            ],
            ["import", "d/points.csv", "d/sets.csv", "--data", "data"],
        ] {
            let made = try line.here(arguments)
            #expect(made.code == 0, "\(made.errors)")
        }
    }

    private let settings = [
        "MAILLE_SCHEDULE_IMPORT": "d/daily", "MAILLE_SCHEDULE_PUBLISH": "out", "MAILLE_SCHEDULE_BACKUP": "kept",
        "MAILLE_SCHEDULE_COMPACT": "true",
    ]

    private func schedule() throws -> [String: Any] {
        let shown = try line.here(["schedule", "--json", "--data", "data"])
        return try #require(
            JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any], "\(shown.errors)")
    }

    /// Runs the server until all of its jobs have run since a moment.
    private func serve(since moment: Date) throws -> [String: Any] {
        let server = try ServedCommandLine(line, settings: settings)
        for _ in 0..<300 {
            let state = try schedule()
            let jobs = state["jobs"] as? [[String: Any]] ?? []
            let ended = jobs.filter {
                let text = $0["endedAt"] as? String ?? ""
                return (try? Date(text, strategy: .iso8601)).map { $0 >= moment } ?? false
            }.compactMap { $0["job"] as? String }
            if Set(["import", "publish", "backup", "audit"]).isSubset(of: ended) {
                server.stop()
                return state
            }
            usleep(100_000)
        }
        Issue.record("\(try schedule()) \(server.said)")
        return [:]
    }

    private func files(in folder: String) throws -> [String] {
        let path = line.folder.url.appending(path: folder).path
        return ((try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []).sorted()
    }

    /// As after a time in which the server did not run.
    private func turnBack(through day: String?) throws {
        // Runs are told to the second: those from now on are told from the ones before.
        sleep(2)
        let url = line.folder.url.appending(path: "data/schedule.json")
        var state = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
        var jobs = try #require(state["jobs"] as? [String: [String: Any]])
        for name in jobs.keys where name != "compact" { jobs[name]?["next"] = 0 }
        state["jobs"] = jobs
        if let day { state["publishedThrough"] = day }
        try JSONSerialization.data(withJSONObject: state).write(to: url)
    }

    @Test("imports, publishes, backs up and signs, and neither repeats a day nor leaves one out after a restart")
    func restart() throws {
        let state = try serve(since: .distantPast)
        #expect(state["publishedThrough"] as? String == days[2])
        #expect(state["waiting"] as? [String] == [])
        let first = try files(in: "out")
        #expect(first.contains("\(days[2])/manifest_\(days[2])_e1.json"))
        #expect(try line.here(["backup", "kept", "--check"]).code == 0)
        #expect(try line.here(["imports", "list", "--data", "data"]).output.split(separator: "\n").count == 6)
        #expect(try line.here(["audit", "verify", "--roots", "data.audit/default.roots", "--data", "data"]).code == 0)

        // The power failed when the day had left, and before that was noted: it leaves once.
        try turnBack(through: days[1])
        _ = try serve(since: Date.now.addingTimeInterval(-1))
        #expect(try files(in: "out") == first)

        // A server that was down for two days publishes them, in their order.
        try turnBack(through: previous(days[0]))
        let later = try serve(since: Date.now.addingTimeInterval(-1))
        #expect(later["publishedThrough"] as? String == days[2])
        for day in days { #expect(try files(in: "out").contains("\(day)/manifest_\(day)_e1.json")) }
        #expect(try files(in: "out").allSatisfy { !$0.contains("_e2") })
    }

    private func previous(_ day: String) throws -> String {
        let date = try Date("\(day)T12:00:00Z", strategy: .iso8601)
        return String(date.addingTimeInterval(-86_400).formatted(.iso8601).prefix(10))
    }

    @Test("shows what failed and when it will be tried again")
    func failure() throws {
        try FileManager.default.createDirectory(
            at: line.folder.url.appending(path: "kept"), withIntermediateDirectories: false)
        _ = try line.folder.file("kept/other", "")
        let state = try serve(since: .distantPast)
        let jobs = try #require(state["jobs"] as? [[String: Any]])
        let backup = try #require(jobs.first { $0["job"] as? String == "backup" })
        #expect((backup["error"] as? String)?.contains("holds other things than a backup") == true)
        let shown = try line.here(["schedule", "--data", "data"])
        #expect(shown.code == 1 && shown.output.contains("holds other things") && shown.output.contains("compact"))
    }

    @Test("does not begin at once again what ended the server")
    func crashed() throws {
        let url = line.folder.url.appending(path: "data/schedule.json")
        let jobs = ["import": ["startedAt": 1_796_000_000, "next": 0]]
        let state: [String: Any] = ["jobs": jobs, "waiting": [String]()]
        try JSONSerialization.data(withJSONObject: state).write(to: url)
        let server = try ServedCommandLine(line, settings: ["MAILLE_SCHEDULE_IMPORT": "d/daily"])
        sleep(2)
        let shown = try line.here(["schedule", "--data", "data"])
        #expect(shown.code == 1 && shown.output.contains("the server ended while it ran"))
        #expect(try line.here(["imports", "list", "--data", "data"]).output.split(separator: "\n").count == 3)
        server.stop()
    }
}
