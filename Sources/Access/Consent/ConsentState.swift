/// The state of a consent.
package enum ConsentState: String, CaseIterable, Hashable, Sendable, Codable {
    case drafted, sent, accepted, active, suspended
    case refused, revoked, expired, unfulfillable, terminated
    /// The customer moved out.
    case movedOut = "moved-out"

    /// Whether no event can follow.
    package var isFinal: Bool { ConsentEvent.Kind.allCases.allSatisfy { next($0) == nil } }

    /// The state after an event; nil where the event cannot happen.
    package func next(_ event: ConsentEvent.Kind) -> ConsentState? {
        switch (self, event) {
        case (.drafted, .sent): .sent
        case (.sent, .accepted): .accepted
        case (.sent, .refused): .refused
        case (.accepted, .activated), (.suspended, .resumed): .active
        case (.active, .suspended): .suspended
        case (.accepted, .unfulfillable), (.active, .unfulfillable), (.suspended, .unfulfillable): .unfulfillable
        case (.accepted, .revoked), (.active, .revoked), (.suspended, .revoked): .revoked
        case (.drafted, .terminated), (.sent, .terminated), (.accepted, .terminated), (.active, .terminated),
            (.suspended, .terminated):
            .terminated
        case (.drafted, .expired), (.sent, .expired), (.accepted, .expired), (.active, .expired),
            (.suspended, .expired):
            .expired
        case (.drafted, .movedOut), (.sent, .movedOut), (.accepted, .movedOut), (.active, .movedOut),
            (.suspended, .movedOut):
            .movedOut
        default: nil
        }
    }
}
