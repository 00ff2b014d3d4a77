import Access
import Foundation
import Metering
import PortalKit

/// Makes a data directory with its master key, and prints what a client needs to call the server over it: sessions
/// with their form tokens, a program's token, and identifiers that exist.
@main
struct InteropStore {
    private struct Callers: Encodable {
        let resident: Session
        let `operator`: Session
        let manager: Session
        let token: String
        let point: String
        let consent: String
        let openConsent: String
        let need: String
        let account: String
    }

    private struct Session: Encodable {
        let cookie: String
        let formToken: String

        init(_ secret: Secret) {
            cookie = secret.text
            formToken = Access.Session.formToken(of: secret)
        }
    }

    static func main() throws {
        guard CommandLine.arguments.count == 2 else { throw Usage() }
        let folder = URL(filePath: CommandLine.arguments[1])
        let key = MasterKey.random()
        try Data(key.bytes).write(to: folder.appendingPathExtension("key"))
        let now = Instant(secondsSinceEpoch: Int64(Date.now.timeIntervalSince1970))
        let borough = try Borough(folder, key: key, now: now)
        try borough.fill()
        let (anna, boris) = (try borough.person("anna"), try borough.person("boris"))
        _ = try borough.person("olga", .operator)
        try borough.mandate(borough.person("maud", .buildingManager), over: "house")
        let first = Borough.days[0].lowerBound
        let home = try borough.move(anna, into: Borough.annasPoint, from: first)
        _ = try borough.move(boris, into: Borough.borisPoint, from: first)
        let need = try borough.need()
        let consent = try borough.consent(need, of: home)
        let open = try borough.consents.ask(need.need, of: home.occupancy, by: .machine, now: now)
        let callers = Callers(
            resident: Session(try borough.signIn("anna")), operator: Session(try borough.signIn("olga")),
            manager: Session(try borough.signIn("maud")), token: try borough.token().text,
            point: Borough.annasPoint.text, consent: consent.consent.text, openConsent: open.consent.text,
            need: need.id, account: boris.text)
        print(String(decoding: try JSONEncoder().encode(callers), as: UTF8.self))
    }

    private struct Usage: Error, CustomStringConvertible {
        var description: String { "give the data directory to make" }
    }
}
