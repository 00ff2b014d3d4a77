// expected: none
import Access
import Metering

// What a service may do: ask for a decision, look at what is granted, and use the grant up.
func read(_ decisions: AccessDecisionPoint, _ request: ReadRequest, now: Instant, _ use: (consuming Grant) -> Void) throws {
    let grant = try decisions.grant(request, now: now)
    guard grant.form == .values else { return }
    use(grant)
}
