import Access
import HTTPTypes
import Metering
import Web

/// A person's points: the account's first page, activation codes, moving out.
enum Household {
    static let routes = [
        Route(.get, "/account", for: .signedIn) { call in
            let person = try SignedInAccount.required(call)
            let attributes = try call.tenant.accounts.attributes(of: person.account)
            return Page.answer(
                "account",
                [
                    "name": attributes?.name, "email": attributes?.email,
                    "points": try points(of: person.account, call),
                    "managed": BuildingPage.Managed(try BuildingQuestion.mandates(call)),
                ], for: call)
        },
        Route(.get, "/activation", for: .signedIn) { call in Page.answer("activation", [:], for: call) },
        Route(.post, "/activation", for: .signedIn, body: .form) { call in try activate(call) },
        Route(.get, "/moving-out/{occupancy}", for: .signedIn) { call in
            let occupancy = try own(call)
            return Page.answer("moving-out", ["point": occupancy.point.text, "id": occupancy.id], for: call)
        },
        Route(.post, "/moving-out/{occupancy}", for: .signedIn, body: .form) { call in try moveOut(call) },
    ]

    private struct Point {
        let id: String
        let point: String
        let from: String
        let until: String?
    }

    private static func points(of account: AccountID, _ call: Call) throws -> [Point] {
        try call.tenant.occupancies.all(of: account).sorted { $0.from > $1.from }.map { occupancy in
            Point(
                id: occupancy.id, point: occupancy.point.text, from: occupancy.from.formatted(call.language),
                until: occupancy.until?.formatted(call.language))
        }
    }

    private static func activate(_ call: Call) throws -> Answer {
        let account = try SignedInAccount.required(call).account
        let code = try Form(call)["code"]
        switch try call.tenant.occupancies.activate(code, by: account, now: call.now) {
        case .linked: return .seeOther("/account")
        case .refused:
            return Page.answer(
                "activation", ["code": code, "isRefused": true], for: call, status: .unprocessableContent)
        case .tooMany(let seconds):
            var answer = Page.answer(
                "activation", ["minutes": (seconds + 59) / 60], for: call, status: .tooManyRequests)
            answer.fields[.retryAfter] = "\(seconds)"
            return answer
        }
    }

    private static func moveOut(_ call: Call) throws -> Answer {
        let occupancy = try own(call)
        let account = try SignedInAccount.required(call).account
        let today = CivilDay(containing: call.now)
        guard let day = CivilDay(try Form(call)["day"]), day >= occupancy.from, day <= today.advanced(months: 12) else {
            return Page.answer(
                "moving-out", ["point": occupancy.point.text, "id": occupancy.id, "isNoDay": true], for: call,
                status: .unprocessableContent)
        }
        try call.tenant.occupancies.moveOut(occupancy.occupancy, on: day, by: .account(account), now: call.now)
        return .seeOther("/account")
    }

    /// The occupancy of the address, where it is the person's and not over.
    private static func own(_ call: Call) throws -> Occupancy {
        let account = try SignedInAccount.required(call).account
        let found = try call.tenant.occupancies.all(of: account).first {
            $0.id == call.parameter("occupancy") && $0.until == nil
        }
        guard let found else { throw Problem.notFound }
        return found
    }
}
