import Access
import HTTPTypes
import Metering

/// A caller who is known, counted and let in by the route's audience. Nothing of a body has been read yet.
struct Admission: Sendable {
    let caller: Caller
    /// What the caller may still call, for the answer.
    let room: CallRates.Room
    private let protection: CSRFProtection?

    /// Throws the problem to answer with. Whoever sends a token that is none is counted by where it came from.
    init(
        _ head: HTTPRequest, url: String, from source: String, to route: Route, of chapter: Chapter,
        at tenant: Tenant, _ portal: Portal, id: String, now: Instant
    ) throws {
        do {
            caller = try chapter.authenticator.caller(of: head, url: url, at: tenant, now: now)
        } catch let refusal as OAuthError {
            let problem = Problem(refusal)
            tenant.count(problem, to: .nobody, from: source, request: id)
            throw problem.with(try portal.count(.nobody, from: source, as: .calls).fields)
        }
        do throws(Problem) {
            room = try portal.count(caller, from: source, as: route.rate)
        } catch {
            tenant.count(error, to: caller, from: source, request: id)
            throw Refusal(error, to: caller)
        }
        protection = CSRFProtection(caller, head, to: route, of: chapter, at: tenant)
        do throws(Problem) {
            if let activity = route.activity, !tenant.may(activity) { throw .notOfferedHere }
            try route.audience.admit(caller)
            try protection?.checkHead(head)
        } catch {
            tenant.count(error, to: caller, from: source, request: id)
            throw Refusal(error.with(room.fields), to: caller)
        }
    }

    /// The route's answer to a call, or its problem, with what the caller may still call.
    func answer(_ call: Call, _ route: Route) throws -> Answer {
        do {
            try protection?.checkForm(call)
            if let parameters = route.query { try call.query.only(parameters) }
            var answer = try route.answer(call).kept(as: route.reply.caching, for: call)
            for field in room.fields { answer.fields[field.name] = field.value }
            return answer
        } catch {
            let problem = Problem(for: error)
            call.tenant.count(problem, to: caller, from: call.source, request: call.id)
            throw Refusal(problem.with(room.fields), to: caller)
        }
    }
}
