/// A consent's change: what it was before, what happened, and what it is then.
package struct ConsentChange: Sendable {
    package let before: Consent
    package let event: ConsentEvent
    package let state: ConsentState
}

/// What a module does when a consent changes. It is called in the transaction of the change: both are kept, or neither.
package typealias ConsentFollower = @Sendable (ConsentChange, any RecordTransaction) throws -> Void
