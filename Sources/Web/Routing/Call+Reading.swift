package import Access
package import Metering
package import Store

extension Call {
    /// What an answer is made of: what was known at an instant; nil: now.
    package func known(at instant: Instant?) throws -> Known {
        try instant.map(tenant.ledger.known(at:)) ?? tenant.ledger.known()
    }

    /// Who asks for personal data about points, for the access decision point: who has several roles reads their own
    /// meters as a resident, and others as their duty lets them. Throws what they are told where their kind never may.
    package func reader(about points: some Collection<PointID>) throws -> ReadRequest.Reader {
        switch caller {
        case .client(let token): return token.reader
        case .nobody: throw Problem.notSignedIn
        case .person(let session, _):
            let (isResident, isOperator) = (session.roles.contains(.resident), session.roles.contains(.operator))
            guard isResident || isOperator else { throw Problem.notFound }
            guard isResident && isOperator else {
                return isOperator ? .operator(session.account) : .resident(session.account)
            }
            let own = Set(try tenant.occupancies.all(of: session.account).map(\.point))
            return points.allSatisfy(own.contains) ? .resident(session.account) : .operator(session.account)
        }
    }

    /// The right to read some days of one channel now: one entry in the audit log, granted or refused. Throws
    /// `ReadRefusal`, of which callers are never told which.
    package func grant(
        _ channel: Channel, _ days: ClosedRange<CivilDay>, step: FigureStep, purpose: String
    ) throws -> Grant {
        try tenant.decisions.grant(
            ReadRequest(
                by: reader(about: [channel.point]), about: .point(channel.point), carrier: channel.carrier,
                direction: channel.direction,
                days: days, step: step, purpose: purpose, request: id), now: now)
    }

    /// When the newest thing that is kept became known: the moment of whatever is made from it; nil where nothing is.
    package var newestKnown: Instant? {
        get throws { try tenant.ledger.latest()?.receivedAt }
    }
}
