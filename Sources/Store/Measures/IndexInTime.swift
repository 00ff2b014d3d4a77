package import Metering

/// What may flow between two indexes of one register.
package enum IndexPassage: Sendable {
    case possible
    /// The later one is smaller.
    case falls
    /// More than the connection carries.
    case tooMuch
}

/// An index, and the one before or after it that it does not go with.
package struct IndexInTime: Sendable {
    package enum Finding: Sendable {
        /// It fits neither what is before it nor what is after: it does not answer from now on.
        case setAside
        /// It was set aside, and answers again since what is around it is known better.
        case countsAgain
        /// It answers, and so does the one before it: which of them is wrong cannot be told.
        case doubted
        /// It answers, and is smaller than the one before it.
        case falls
    }

    package let finding: Finding
    package let register: Register
    package let channel: UInt32
    /// With the import that said it last: of one that the same import has judged before, that one may be this import.
    package let reading: KnownReading
    /// Nil of one that counts again and is alone.
    package let neighbour: KnownReading?

    package init(
        finding: Finding, register: Register, channel: UInt32, reading: KnownReading, neighbour: KnownReading?
    ) {
        self.finding = finding
        self.register = register
        self.channel = channel
        self.reading = reading
        self.neighbour = neighbour
    }
}
