import Access
import Disclosure
import HTTPTypes
import Metering
import Services
import Store

extension API {
    /// What a building uses in each month, for who manages it: its total alone, through the disclosure gate.
    enum Buildings {
        static let path = "/api/v1/buildings"
        private static let managers = Audience.people([.buildingManager])
        private static let mostMonths = 12

        static let routes: [Route] = [
            Route(.get, path, for: managers) { call in
                try call.query.only("cursor")
                let after = try Cursor(call)?.place
                let rest = try mandates(call).drop { mandate in after.map { mandate.set <= $0 } ?? false }
                return ListPage(rest.map(Building.init), after: call) { $0.building }.answer(to: call)
            },
            Route(.get, path + "/{building}/totals", for: managers, totals),
        ]

        private struct Building: Encodable {
            let building: String
            let from: String
            let until: String?
            let totals: String

            init(_ mandate: Mandate) {
                building = mandate.set
                (from, until) = (mandate.from.description, mandate.until?.description)
                totals = "\(path)/\(FormEncoding.encoded(mandate.set))/totals"
            }
        }

        private static func mandates(_ call: Call) throws -> [Mandate] {
            guard case .person(let session, _) = call.caller else { return [] }
            return try call.tenant.access.read(in: call.tenant.id) {
                try $0.mandates(of: session.account, now: call.now)
            }.sorted { $0.set < $1.set }
        }

        // MARK: Totals

        /// A building without a mandate and one that is not there are refused alike, by the grant desk.
        private static func totals(_ call: Call) throws -> Answer {
            try call.query.only("from", "to", "carrier")
            let months = try months(call)
            let carrier =
                try call.query.value("carrier", like: "electricity", Carrier.init(rawValue:)) ?? .electricity
            guard case .person(let session, _) = call.caller else { throw Problem.notYourRole }
            let building = call.parameter("building")
            let points = try call.tenant.buildings.points(of: building, carrier, in: months)
            let grant = try call.tenant.desk.grant(
                ReadRequest(
                    by: .buildingManager(session.account), about: .building(set: building, points: points),
                    carrier: carrier, days: months[0].lowerBound...months[months.count - 1].upperBound, step: .month,
                    purpose: "building totals", request: call.id), now: call.now)
            guard let set = try call.tenant.data.registry.sets().first(where: { $0.id == building }) else {
                throw Problem.notFound
            }
            let told = try granted(months, of: set, carrier, by: grant, call)
            return Answer(
                json: Document(
                    building: building, carrier: carrier, policy: BuildingTotals.policyID, months: told.map(Month.init))
            ).tagged(for: call)
        }

        /// The months that the days from `from` to `to` are part of.
        private static func months(_ call: Call) throws(Problem) -> [ClosedRange<CivilDay>] {
            let from = try call.query.required("from", like: "2026-01-31", CivilDay.init(parameter:))
            let to = try call.query.required("to", like: "2026-01-31", CivilDay.init(parameter:))
            guard from <= to else { throw .badParameter("to", "it is before from: exchange them") }
            var months = [FigureStep.month.period(of: from)]
            while let last = months.last, last.upperBound < to {
                guard months.count < mostMonths else {
                    throw .badParameter("to", "ask for at most \(mostMonths) months at a time")
                }
                months.append(FigureStep.month.period(of: last.upperBound.advanced(by: 1)))
            }
            return months
        }

        /// The months that a grant lets be told whole; it is used up.
        private static func granted(
            _ months: [ClosedRange<CivilDay>], of set: PointSet, _ carrier: Carrier, by grant: consuming Grant,
            _ call: Call
        ) throws -> [BuildingTotals.Month] {
            var covered: [ClosedRange<CivilDay>] = []
            for month in months where grant.covers(month.lowerBound) && grant.covers(month.upperBound) {
                covered.append(month)
            }
            let mandate = try mandates(call).first { $0.set == set.id }
            return try call.tenant.buildings.months(
                covered, of: set, carrier, requester: mandate?.holder, now: call.now)
        }

        private struct Document: Encodable {
            let building: String
            let carrier: Carrier
            let policy: String
            let months: [Month]
        }

        private struct Month: Encodable {
            let from: CivilDay
            let to: CivilDay
            let edition: Int
            let release: Release?
            let suppression: Suppression?

            init(_ month: BuildingTotals.Month) {
                (from, to, edition) = (month.days.lowerBound, month.days.upperBound, month.edition)
                switch month.verdict {
                case .released(let release): (self.release, suppression) = (release, nil)
                case .suppressed(let suppression): (release, self.suppression) = (nil, suppression)
                }
            }
        }
    }
}
