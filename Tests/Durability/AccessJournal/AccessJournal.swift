import Access
import EmbeddedStore
import Foundation
import Metering
import PortalKit
import Store

/// What the power-cut replay does to `access.sqlite`, and what it finds there afterwards. `write` grants reads on
/// several threads at once and withdraws consents: each line that it prints is an acknowledgement. `read` prints what
/// is there, as JSON.
@main
struct AccessJournal {
    private static let (threads, reads) = (3, 12)

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let key = MasterKey(bytes: Array(repeating: 7, count: 32)) else { throw Usage() }
        let borough = try Borough(URL(filePath: arguments[2]), key: key)
        switch arguments[1] {
        case "write": try write(borough)
        case "read": try read(borough)
        default: throw Usage()
        }
    }

    private static func write(_ borough: Borough) throws {
        let need = try borough.need()
        let consents = try (0..<threads).map { number in
            let home = PointID("1450000000000\(number)")
            let account = try borough.person("person\(number)")
            return try (home, account, borough.consent(need, of: borough.move(account, into: home, from: firstDay)))
        }
        let done = DispatchGroup()
        for (home, account, consent) in consents {
            done.enter()
            Thread.detachNewThread {
                do {
                    for _ in 0..<reads {
                        let grant = try borough.decisions.grant(question(home, borough), now: borough.now)
                        acknowledge("entry \(grant.ticket.entry)")
                    }
                    let withdrawn = try borough.consents.revoke(consent.consent, by: account, now: borough.now)
                    acknowledge("withdrawn \(withdrawn.consent)")
                } catch {
                    fatalError("\(error)")
                }
                done.leave()
            }
        }
        done.wait()
    }

    private static let firstDay = Borough.days[0].lowerBound

    private static func question(_ home: PointID, _ borough: Borough) -> ReadRequest {
        ReadRequest(
            by: .recipient(borough.client, borough.recipient, consents: nil), about: .point(home),
            days: Borough.published...Borough.published, step: .day, purpose: "power cut", request: "r")
    }

    /// One call of the system a line: the trace shows when it left.
    private static func acknowledge(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    private struct Found: Encodable {
        let entries: Int64
        let faults: [String]
        let withdrawn: [String]
    }

    private static func read(_ borough: Borough) throws {
        let log = try borough.audit.verify()
        let withdrawn = try borough.access.read(in: borough.keys.tenant) { store in
            try store.records(Occupancy.self).flatMap { try store.consents(of: $0.occupancy) }
                .filter { $0.state == .revoked }.map(\.consent.text)
        }
        let found = Found(entries: log.entries, faults: log.faults, withdrawn: withdrawn)
        print(String(decoding: try JSONEncoder().encode(found), as: UTF8.self))
    }

    private struct Usage: Error, CustomStringConvertible {
        var description: String { "access-journal write|read FOLDER" }
    }
}
