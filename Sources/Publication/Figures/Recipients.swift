import Disclosure
import Metering
import Store

/// Who receives figures, as audiences of the guard: everybody, and each recipient that an agreement names.
///
/// A recipient is a name, however it is spaced and capitalised, or the key of a holder: who has several agreements is
/// one audience, with the figures of all its uses. What leaves under a mandate, or left before recipients were told
/// apart, went to somebody whom no agreement names. That may be any of them: each counts as having it, and it counts as
/// having what any of them has.
struct Recipients {
    /// Somebody whom no agreement names.
    static let unnamed = Audience(id: 1)
    private let restricted: RestrictedUses
    /// By the audience that an agreement began: the first one of the same recipient.
    private let firsts: [Audience: Audience]
    /// The keys under which lists name recipients as holders: of all agreements that there ever were, since what left
    /// under one that is over is theirs still.
    let holderKeys: [Audience: Set<String>]

    init(_ restricted: RestrictedUses, _ kept: [KeptAgreement]) {
        self.restricted = restricted
        let firsts = Recipients.firsts(of: kept)
        self.firsts = firsts
        holderKeys = kept.reduce(into: [:]) { keys, agreement in
            guard let holder = agreement.agreement.holder else { return }
            let own = Recipients.audience(of: agreement)
            keys[firsts[own] ?? own, default: []].insert(holder)
        }
    }

    /// The number of an agreement, and one: it means the same for as long as the register lives.
    private static func audience(of agreement: KeptAgreement) -> Audience {
        Audience(id: UInt32(clamping: agreement.number + 1))
    }

    /// Names and keys are followed until nothing changes: the second agreement of a key may have another name.
    private static func firsts(of kept: [KeptAgreement]) -> [Audience: Audience] {
        var (byName, byHolder): ([String: Audience], [String: Audience]) = ([:], [:])
        var (firsts, isSettled): ([Audience: Audience], Bool) = ([:], false)
        while !isSettled {
            let before = firsts
            for agreement in kept {
                let (own, name) = (audience(of: agreement), agreement.agreement.recipient.lowercased())
                let holder = agreement.agreement.holder
                let known = [byName[name], holder.flatMap { byHolder[$0] }, firsts[own]].compactMap { $0 }
                let first = known.min() ?? own
                (firsts[own], byName[name]) = (first, first)
                if let holder { byHolder[holder] = first }
            }
            isSettled = firsts == before
        }
        return firsts
    }

    /// Who receives a set's figure.
    func audiences(of set: PointSet) -> [Audience] {
        if set.visibility == .public { return [.everybody] }
        let named = Set(restricted.agreements(for: set).compactMap { firsts[Recipients.audience(of: $0)] }).sorted()
        return named.isEmpty ? [Recipients.unnamed] : named
    }

    /// The recipients that are told apart when figures are asked for beside those that left: the unnamed one only where
    /// it has some, or is about to.
    func distinguished(_ scopes: [FigureScope], beside earlier: PastReleases) -> Distinguished {
        let isUnnamed =
            scopes.contains { audiences(of: $0.set).contains(Recipients.unnamed) }
            || earlier.days.contains { $0.audience == Recipients.unnamed }
            || earlier.longer.contains { $0.audience == Recipients.unnamed }
        return Distinguished(firsts: firsts, isUnnamed: isUnnamed)
    }

    /// Recipients that are told apart.
    struct Distinguished: Equatable {
        fileprivate let firsts: [Audience: Audience]
        fileprivate let isUnnamed: Bool

        static let none = Distinguished(firsts: [:], isUnnamed: false)

        /// Those who count as having what one of them received.
        func having(_ audience: Audience) -> [Audience] {
            let unnamed = isUnnamed ? [Recipients.unnamed] : []
            switch audience {
            case .everybody: return [.everybody]
            case Recipients.unnamed: return unnamed + Set(firsts.values).sorted()
            default: return unnamed + [firsts[audience] ?? audience]
            }
        }
    }
}
