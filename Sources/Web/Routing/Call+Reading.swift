package import Access
package import Metering
package import Store

extension Call {
    /// What an answer is made of: what was known at an instant; nil: now.
    package func known(at instant: Instant?) throws -> Known {
        try instant.map(tenant.ledger.known(at:)) ?? tenant.ledger.known()
    }

    /// Who asks for personal data, for the access decision point. Throws what they are told where their kind never may.
    package func reader() throws(Problem) -> ReadRequest.Reader {
        switch caller {
        case .person(let session, _) where session.role == .operator: .operator(session.account)
        case .person(let session, _) where session.role == .resident: .resident(session.account)
        case .client(let token): token.reader
        case .person: throw .notFound
        case .nobody: throw .notSignedIn
        }
    }

    /// The right to read some days of one channel now: one entry in the audit log, granted or refused. Throws
    /// `ReadRefusal`, of which callers are never told which.
    package func grant(
        _ channel: Channel, _ days: ClosedRange<CivilDay>, step: FigureStep, purpose: String
    ) throws -> Grant {
        try tenant.decisions.grant(
            ReadRequest(
                by: reader(), about: .point(channel.point), carrier: channel.carrier, direction: channel.direction,
                days: days, step: step, purpose: purpose, request: id), now: now)
    }

    /// When the newest thing that is kept became known: the moment of whatever is made from it; nil where nothing is.
    package var newestKnown: Instant? {
        get throws { try tenant.ledger.latest()?.receivedAt }
    }
}
