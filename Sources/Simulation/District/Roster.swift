/// Who stands where in the district, point after point along its streets.
///
/// One point in nine is a business, in the buildings as in the streets, so that any stretch of the list holds both.
struct Roster {
    enum Place: Hashable {
        case street
        /// A renovated building, 1 to 7.
        case building(Int)
        /// The 200-household *cité*.
        case estate
        /// A charging site, 1 to 3.
        case chargingSite(Int)
    }

    struct Entry: Hashable {
        let profile: Profile
        let place: Place
    }

    static let size = 7_692
    /// Households of the seven renovated buildings.
    static let buildings = [25, 24, 27, 25, 23, 26, 25]
    static let estateSize = 200
    static let chargersAtSites = [1, 3, 1]
    private static let firstOfEstate = 450
    private static let firstsOfSites = [700, 1_900, 3_100]

    private(set) var entries: [Entry] = []
    private var households = 0
    /// What must follow at the next place that is no business.
    private var waiting: [Entry] = []

    init() {
        while entries.count < Roster.size {
            let position = entries.count
            if position % 9 == 4 {
                entries.append(Entry(profile: Roster.business(position / 9), place: .street))
            } else if waiting.isEmpty {
                addHousehold()
            } else {
                entries.append(waiting.removeFirst())
            }
        }
    }

    /// A dozen are large; of the others two in three are shops.
    private static func business(_ ordinal: Int) -> Profile {
        if ordinal % 71 == 35 { return .industry }
        return ordinal % 3 == 0 ? .office : .shop
    }

    private mutating func addHousehold() {
        let place = Roster.place(ofHousehold: households)
        entries.append(Entry(profile: .household, place: place))
        households += 1
        if case .building(let building) = place, Roster.place(ofHousehold: households) == .street {
            waiting.append(Entry(profile: .commonArea, place: .building(building)))
        }
        if let site = Roster.firstsOfSites.firstIndex(of: households) {
            let charger = Entry(profile: .charger, place: .chargingSite(site + 1))
            waiting += Array(repeating: charger, count: Roster.chargersAtSites[site])
        }
    }

    /// The buildings stand 900 households apart; the estate is between the first two.
    private static func place(ofHousehold ordinal: Int) -> Place {
        if (firstOfEstate..<firstOfEstate + estateSize).contains(ordinal) { return .estate }
        let (building, offset) = ordinal.quotientAndRemainder(dividingBy: 900)
        return building < buildings.count && offset < buildings[building] ? .building(building + 1) : .street
    }
}
