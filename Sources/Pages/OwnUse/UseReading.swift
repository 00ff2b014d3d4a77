import Access
import Metering
import Services
import Store
import Web

/// A person's own use, read by their own right: one entry in the audit log for each grant.
struct UseReading {
    let use: OwnUse
    /// Nil where no curve was read: of years.
    let facts: UseFacts?
    /// When the newest of the values came.
    let receivedAt: Instant?
    let factors: CarrierFactors
    /// Subscribed power, where the point list says it and the contract is the person's.
    let subscribedPower: Power?

    init(_ question: UseQuestion, _ call: Call) throws {
        let read = GrantedReading(question: question, known: call.tenant.ledger.known(), call: call)
        let (channel, period) = (question.channel, question.period)
        switch period.kind {
        case .day:
            let day = period.days.lowerBound
            let curves = try read.curves(in: period.compared.days.lowerBound...day)
            use = OwnUse(day: day, of: channel, from: curves, isOwn: question.isOwn(day...day), now: call.now)
            facts = UseFacts(curves.map(\.pointDay).filter { $0.day == day })
        case .week, .month:
            use = try read.use
            facts = UseFacts(try read.curves(in: period.days).map(\.pointDay))
        case .year:
            use = try read.use
            facts = nil
        }
        receivedAt = try use.newest.flatMap { try call.tenant.ledger.entry($0)?.receivedAt }
        do {
            factors = try call.tenant.documents.carrierFactors()
        } catch is StoreError {
            // The server says what is wrong when it starts; a page without euros is better than none.
            factors = .none
        }
        subscribedPower =
            question.isCurrent(at: call.now)
            ? try call.tenant.catalogue.point(channel.point, read.known)?.subscribedPower : nil
    }
}

/// What the grants of one page let be read. Where none of the days is the person's nothing is asked, and nothing read.
private struct GrantedReading {
    let question: UseQuestion
    let known: Known
    let call: Call

    private static let purpose = "own use"

    var use: OwnUse {
        get throws {
            OwnUse(
                question.period, of: question.channel, from: try figures(in: question.period.days),
                past: try figures(in: question.period.compared.days), now: call.now)
        }
    }

    private func figures(in days: ClosedRange<CivilDay>) throws -> DayFigures {
        guard question.isOwn(days) else { return DayFigures(days: []) }
        let grant = try call.grant(question.channel, days, step: .day, purpose: GrantedReading.purpose)
        return try call.tenant.curves.figures(grant, known)
    }

    func curves(in days: ClosedRange<CivilDay>) throws -> [KnownDay] {
        guard question.isOwn(days) else { return [] }
        let grant = try call.grant(question.channel, days, step: .halfHour, purpose: GrantedReading.purpose)
        return try call.tenant.curves.days(grant, known)
    }
}
