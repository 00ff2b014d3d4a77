/// Which metering points supply which buildings and dwellings, and when.
///
/// A point supplies one place at a time: what contradicts the entries before it is left out and told (`faults`), and
/// the rest stands. Built in one pass, a comparison for each earlier entry of a point; an answer costs the entries of
/// its building.
package struct BuildingRegister: Sendable {
    package private(set) var buildings: [BuildingID: Building] = [:]
    package private(set) var dwellings: [DwellingID: Dwelling] = [:]
    package private(set) var faults: [Fault] = []
    private var supplies: [BuildingID: [Supply]] = [:]
    /// Any identifier of a building gives its own.
    private var names: [BuildingID: BuildingID] = [:]

    /// Where a point's energy goes.
    package enum Place: Hashable, Sendable {
        /// The common parts.
        case building(BuildingID)
        case dwelling(DwellingID)

        package var building: BuildingID {
            switch self {
            case .building(let id): id
            case .dwelling(let id): id.building
            }
        }
    }

    /// A point's supply of a place over civil days `[from, until)`.
    package struct Supply: Hashable, Sendable {
        package let point: PointID
        package let place: Place
        package let from: CivilDay
        /// The first day on which it no longer does; nil while it does.
        package let until: CivilDay?

        package init(_ point: PointID, _ place: Place, from: CivilDay, until: CivilDay? = nil) {
            self.point = point
            self.place = place
            self.from = from
            self.until = until
        }

        package func covers(_ day: CivilDay) -> Bool { from <= day && until.map { day < $0 } ?? true }

        fileprivate func overlaps(_ other: Supply) -> Bool {
            (other.until.map { from < $0 } ?? true) && (until.map { other.from < $0 } ?? true)
        }
    }

    /// Why an entry was left out. It names no place in clear: errors are shown.
    package enum Fault: Hashable, Sendable {
        /// One of its identifiers is another building's too.
        case knownBuilding(BuildingID)
        case knownDwelling(DwellingID)
        case unknownBuilding(BuildingID)
        case unknownDwelling(DwellingID)
        /// It ends on or before the day it begins.
        case endsBeforeItBegins(Supply)
        /// The point supplies another place on some of its days.
        case suppliesTwoPlaces(Supply)
    }

    package init(_ buildings: [Building], _ dwellings: [Dwelling], _ supplies: [Supply]) {
        for building in buildings { add(building) }
        for dwelling in dwellings { add(dwelling) }
        var ofPoint: [PointID: [Supply]] = [:]
        for supply in supplies {
            if let fault = fault(supply, beside: ofPoint[supply.point] ?? []) {
                faults.append(fault)
            } else {
                ofPoint[supply.point, default: []].append(supply)
                self.supplies[supply.place.building, default: []].append(supply)
            }
        }
    }

    /// The building that any of its identifiers means.
    package func building(_ id: BuildingID) -> Building? { names[id].flatMap { buildings[$0] } }

    /// What supplies a building and its dwellings on a day, in the order of entry.
    package func supplies(of id: BuildingID, on day: CivilDay) -> [Supply] {
        (names[id].flatMap { supplies[$0] } ?? []).filter { $0.covers(day) }
    }

    private mutating func add(_ building: Building) {
        let ids = building.otherIDs.union([building.id])
        guard ids.allSatisfy({ names[$0] == nil }) else { return faults.append(.knownBuilding(building.id)) }
        for id in ids { names[id] = building.id }
        buildings[building.id] = building
    }

    private mutating func add(_ dwelling: Dwelling) {
        guard buildings[dwelling.id.building] != nil else {
            return faults.append(.unknownBuilding(dwelling.id.building))
        }
        guard dwellings[dwelling.id] == nil else { return faults.append(.knownDwelling(dwelling.id)) }
        dwellings[dwelling.id] = dwelling
    }

    private func fault(_ supply: Supply, beside others: [Supply]) -> Fault? {
        guard buildings[supply.place.building] != nil else { return .unknownBuilding(supply.place.building) }
        if case .dwelling(let id) = supply.place, dwellings[id] == nil { return .unknownDwelling(id) }
        if let until = supply.until, until <= supply.from { return .endsBeforeItBegins(supply) }
        return others.contains(where: supply.overlaps) ? .suppliesTwoPlaces(supply) : nil
    }
}
