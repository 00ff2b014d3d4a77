import Access
import HTTPTypes
import Metering
import Store
import Web

extension API {
    /// An operator links a resident to a point, whose right was proved otherwise than by a letter.
    enum OccupancyResource {
        static let routes: [Route] = [
            Route(
                .post, MeteringPoints.path + "/{point}/occupancies", for: .people([.operator]), body: .json, query: [],
                headers: [.idempotencyKey], reply: .made
            ) { call in
                guard case .person(let session, _) = call.caller else { throw Problem.notYourRole }
                let linking: Linking = try call.json()
                let (account, point) = (AccountID(linking.account), PointID(call.parameter("point")))
                return try call.idempotent(call.bytes) {
                    let isResident = try call.tenant.access.read(in: call.tenant.id) { store in
                        try store.record(Account.self, account.text).map {
                            try store.roles(of: $0, now: call.now).contains(.resident)
                        }
                    }
                    guard isResident == true else { throw Problem.noSuchAccount }
                    let occupancy = try call.tenant.occupancies.link(
                        account, to: point, from: linking.from, by: .account(session.account), now: call.now)
                    guard let occupancy else { throw Problem.occupied }
                    return Answer(
                        .created,
                        json: Document(
                            occupancy: occupancy.id, point: point, account: account.text, from: occupancy.from))
                }
            }
        ]

        private struct Linking: Decodable {
            let account: String
            let from: CivilDay
        }

        private struct Document: Encodable {
            let occupancy: String
            let point: PointID
            let account: String
            let from: CivilDay
        }
    }
}

extension Problem {
    static let occupied = Problem(
        .conflict, "occupied", .init(french: "Point occupé", english: "Point occupied"),
        .init(
            french: "Un autre titulaire est entré ce jour-là ou plus tard : terminez d'abord son occupation.",
            english: "Another holder came in on that day or later: end that occupancy first."))

    static let noSuchAccount = Problem(
        .unprocessableContent, "no-such-account", .init(french: "Compte inconnu", english: "Unknown account"),
        .init(
            french: "Aucun résident n'a ce compte : vérifiez l'identifiant.",
            english: "No resident has this account: check the identifier."))
}
