import Access
import HTTPTypes
import Metering

/// A caller who is known, counted and let in by the route's audience. Nothing of a body has been read yet.
struct Admission: Sendable {
    let caller: Caller
    /// What the caller may still call, for the answer.
    let room: CallRates.Room

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
            throw problem.with(try Admission.count(.nobody, from: source, portal).fields)
        }
        do throws(Problem) {
            room = try Admission.count(caller, from: source, portal)
        } catch {
            tenant.count(error, to: caller, from: source, request: id)
            throw Refusal(error, to: caller)
        }
        do throws(Problem) {
            if let activity = route.activity, !tenant.kind.may(activity) { throw .notOfferedHere }
            try route.audience.admit(caller)
            try CSRFProtection.checkHead(of: caller, head, to: route, of: tenant)
        } catch {
            tenant.count(error, to: caller, from: source, request: id)
            throw Refusal(error.with(room.fields), to: caller)
        }
    }

    private static func count(_ caller: Caller, from source: String, _ portal: Portal) throws(Problem) -> CallRates.Room
    {
        let room = portal.rates.take(of: caller.rateLimitKey(from: source), now: ContinuousClock.now)
        guard room.isGranted else { throw .tooMany(retryAfter: room.seconds).with(room.fields) }
        return room
    }

    /// The route's answer to a call, or its problem, with what the caller may still call.
    func answer(_ call: Call, _ route: Route) throws -> Answer {
        do {
            try CSRFProtection.checkForm(of: call, to: route)
            var answer = try route.answer(call)
            for field in room.fields { answer.fields[field.name] = field.value }
            return answer
        } catch {
            let problem = Problem(for: error)
            call.tenant.count(problem, to: caller, from: call.source, request: call.id)
            throw Refusal(problem.with(room.fields), to: caller)
        }
    }
}
