package import Metering
package import Store

extension MemoryReleases {
    package func add(_ agreement: UseAgreement, now: Instant) throws -> Int64 {
        try change { state in
            let number = Int64(state.agreements.count + 1)
            state.chain.seal("\(agreement) \(now)")
            state.agreements.append(KeptAgreement(number: number, agreement, addedAt: now, ending: nil))
            return number
        }
    }

    package func endAgreement(_ number: Int64, after day: CivilDay, now: Instant) throws {
        try change { state in
            guard let place = state.agreements.firstIndex(where: { $0.number == number }) else {
                throw StoreError.badAgreement("there is no agreement \(number): `maille agreements list` names them")
            }
            let kept = state.agreements[place]
            try kept.checkEnding(after: day)
            state.chain.seal("\(number) ends after \(day)")
            state.agreements[place] = KeptAgreement(
                number: number, kept.agreement, addedAt: kept.addedAt, ending: .init(lastDay: day, endedAt: now))
        }
    }

    package func agreements() -> [KeptAgreement] { current.agreements }

    package func approve(_ approval: DayApproval, now: Instant) throws {
        try change { state in
            state.chain.seal("\(approval) \(now)")
            state.approvals.append(approval)
        }
    }

    package func approvals(of day: CivilDay) -> [DayApproval] { current.approvals.filter { $0.day == day } }
}
