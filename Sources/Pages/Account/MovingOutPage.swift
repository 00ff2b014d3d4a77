import Access
import HTTPTypes
import Metering
import Web

/// Where a person says from which day on a home is not theirs.
struct MovingOutPage: Page {
    static let template = Template.movingOut
    let meter: String
    let form: FormView

    static let routes = [
        Route(.get, "/moving-out/{occupancy}", for: .signedIn) { call in
            let occupancy = try own(call)
            return page(of: occupancy, definition(day(of: occupancy, call)).blank, call)
        },
        Route(.post, "/moving-out/{occupancy}", for: .signedIn, body: .form) { call in try moveOut(call) },
    ]

    static func address(of occupancy: Occupancy) -> String { "/moving-out/\(occupancy.id)" }

    /// From the arrival to a year from now.
    private static func day(of occupancy: Occupancy, _ call: Call) -> Field<CivilDay> {
        let last = CivilDay(containing: call.now).advanced(months: 12)
        return Field.day(
            "day", Message("First day on which I no longer live there"), in: occupancy.from...max(occupancy.from, last),
            fault: Message(
                "Choose a day from {first} to {last}.",
                ["first": occupancy.from.formatted(call.language), "last": last.formatted(call.language)]))
    }

    private static func definition(_ day: Field<CivilDay>) -> PageForm {
        PageForm(day, button: Message("Confirm my move"))
    }

    private static func page(of occupancy: Occupancy, _ filled: FilledForm, _ call: Call) -> Answer {
        MovingOutPage(meter: occupancy.point.text, form: filled.view(at: address(of: occupancy), for: call))
            .answer(call, with: filled)
    }

    private static func moveOut(_ call: Call) throws -> Answer {
        let occupancy = try own(call)
        let account = try SignedInAccount.required(call).account
        let field = day(of: occupancy, call)
        let sent = try definition(field).sent(by: call)
        guard let day = sent[field] else { return page(of: occupancy, sent, call) }
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
