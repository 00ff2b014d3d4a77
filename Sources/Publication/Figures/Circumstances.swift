import Disclosure
import Metering
import Store

/// What policies ask about figures besides their sets: who receives them, and for how long they go on.
package struct Circumstances: Hashable, Sendable {
    /// The opaque key of a holder who receives the restricted figures: their own points do not count for them.
    package var requester: String?
    /// Days of the whole publication, where it has an end (Code de l'énergie D.111-63). Of curves, the days on which
    /// they left count where those are more (`PublicationLength`).
    package var publicationDays: Int?

    package init(requester: String? = nil, publicationDays: Int? = nil) {
        self.requester = requester
        self.publicationDays = publicationDays
    }
}

/// Requests with all that their policy asks about them.
///
/// Sectors and clientele are sets: of kind `sector`, by the names of `Policy.Sector`, and `clientele`, of which `other`
/// are points that are neither small nor personal. A figure has a sector or a clientele where all its members do.
struct PolicyContext {
    private let requester: Requester
    private let restricted: RestrictedUses
    private let holders: Holders
    private let publicationDays: Int?
    /// Nil where the length of the publication decides nothing.
    private let length: PublicationLength?
    private var sectors: [EnergyKind: [(sector: Policy.Sector, members: Panel)]] = [:]
    private var others: [EnergyKind: Panel] = [:]

    init(
        _ circumstances: Circumstances, under policy: Policy, _ sets: [PointSet], on day: CivilDay,
        _ holders: Holders, _ restricted: RestrictedUses, _ office: ReleaseOffice, _ known: Known
    ) throws {
        requester = circumstances.requester.map(holders.requester) ?? .outsider
        (self.restricted, self.holders) = (restricted, holders)
        publicationDays = circumstances.publicationDays
        let isLengthAsked = publicationDays != nil && policy.rules.contains { $0.longestPublicationDays != nil }
        length = isLengthAsked ? try PublicationLength(office.releases) : nil
        if policy.rules.contains(where: { $0.sectors != nil }) {
            for scope in try FigureScope.members(of: sets.filter { $0.kind == "sector" }, on: day, office, known) {
                guard let sector = Policy.Sector(rawValue: scope.set.id) else { continue }
                sectors[scope.kind, default: []].append((sector, Panel(scope.channels)))
            }
        }
        if policy.rules.contains(where: { $0.clientele != nil }),
            let other = sets.first(where: { $0.kind == "clientele" && $0.id == Policy.Clientele.other.rawValue })
        {
            for scope in try FigureScope.members(of: [other], on: day, office, known) {
                others[scope.kind] = Panel(scope.channels)
            }
        }
    }

    /// The points of customers who are neither small nor personal, of all kinds of energy.
    var otherClientele: Panel { others.values.reduce(Panel([])) { $0.union($1) } }

    /// The scope's request as the policy needs it.
    func request(of scope: FigureScope) -> FigureRequest {
        var request = scope.request
        request.publicationDays = publicationDays(of: scope)
        if scope.set.visibility == .restricted { request.requester = requester(of: scope.set) }
        if sectors.isEmpty && others.isEmpty { return request }
        let members = Panel(scope.channels)
        request.sector = sectors[scope.kind]?.first { members.subtracting($0.members).points.isEmpty }?.sector
        if let others = others[scope.kind], members.subtracting(others).points.isEmpty { request.clientele = .other }
        return request
    }

    private func publicationDays(of scope: FigureScope) -> Int? {
        guard let publicationDays, let length, scope.set.figureStep.curveStep != nil else { return publicationDays }
        return max(publicationDays, length.days(of: scope))
    }

    /// Who receives a restricted figure: who is named, and the recipients of the agreements, all as one.
    private func requester(of set: PointSet) -> Requester {
        restricted.agreements(for: set).compactMap(\.agreement.holder).map(holders.requester)
            .reduce(requester) { $0.union($1) }
    }
}
