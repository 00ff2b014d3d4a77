package import Metering

/// What a person is to be told by e-mail of what happened to an account or an address.
package struct AccountNews: Sendable {
    package let event: Event
    /// Whom to tell, and in which language. Nameless where nothing but an address is known.
    package let person: PersonalAttributes
    /// Whose data the message is: it goes with them. Nil where it is nobody's, or outlives them.
    package let subject: SubjectID?
    package let at: Instant

    package enum Event: Sendable {
        /// Somebody registered the address: it has to be proven.
        case proofNeeded(Secret)
        /// Somebody registered an address that has an account.
        case registeredAgain
        /// The person may choose another password.
        case resetAsked(Secret)
        /// Somebody asked for a new password of an address without a proven account.
        case resetOfUnknown
        case passwordChanged
        /// Somebody else linked a point of the person's with an activation code.
        case succeeded
        /// The person had the account erased.
        case erased
    }
}

/// Queues what is to be told, in the transaction of what happened: both are kept, or neither.
package typealias AccountNewsHandler = @Sendable (AccountNews, any RecordTransaction) throws -> Void
