// expected: none
import Access
import Metering

// What a service may do: ask the desk, look at what is granted, and use the grant up.
func read(_ desk: GrantDesk, _ request: ReadRequest, now: Instant, _ use: (consuming Grant) -> Void) throws {
    let grant = try desk.grant(request, now: now)
    guard grant.form == .values else { return }
    use(grant)
}
