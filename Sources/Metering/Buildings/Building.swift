/// What is known of a building, or of a part of it. Never an address: that is a `PostalAddress`, apart.
package struct Building: Hashable, Sendable {
    package let id: BuildingID
    /// What others call the same building.
    package var otherIDs: Set<BuildingID>
    package var constructionYear: Int?
    package var area: FloorArea?
    package var energyClass: EnergyClass?

    package init(
        _ id: BuildingID, otherIDs: Set<BuildingID> = [], constructionYear: Int? = nil, area: FloorArea? = nil,
        energyClass: EnergyClass? = nil
    ) {
        self.id = id
        self.otherIDs = otherIDs
        self.constructionYear = constructionYear
        self.area = area
        self.energyClass = energyClass
    }
}

/// A dwelling in a building.
package struct Dwelling: Hashable, Sendable {
    package let id: DwellingID
    package var area: FloorArea?
    package var energyClass: EnergyClass?

    package init(_ id: DwellingID, area: FloorArea? = nil, energyClass: EnergyClass? = nil) {
        self.id = id
        self.area = area
        self.energyClass = energyClass
    }
}

/// A dwelling by its number in its building, as the building's manager writes it.
package struct DwellingID: Hashable, Sendable {
    package let building: BuildingID
    package let number: String

    package init(_ building: BuildingID, _ number: String) {
        self.building = building
        self.number = number
    }
}

/// A floor area in whole square decimetres: hundredths of a square metre, as diagnoses write them.
package struct FloorArea: Hashable, Sendable, Comparable {
    package let squareDecimetres: Int32

    package init(squareDecimetres: Int32) { self.squareDecimetres = squareDecimetres }

    package static func < (left: FloorArea, right: FloorArea) -> Bool {
        left.squareDecimetres < right.squareDecimetres
    }
}

/// The class of a diagnosis of energy performance (DPE), from A, the best, to G.
///
/// Source: arrêté of 31 March 2021 on the diagnosis of energy performance. The class is what the diagnosis says; it is
/// never computed here.
package enum EnergyClass: String, CaseIterable, Hashable, Sendable, Comparable, Codable {
    case a = "A"
    case b = "B"
    case c = "C"
    case d = "D"
    case e = "E"
    case f = "F"
    case g = "G"

    /// A is the least.
    package static func < (left: EnergyClass, right: EnergyClass) -> Bool { left.rawValue < right.rawValue }
}
