import Access
import HTTPTypes
import Web

/// The buildings of a manager.
struct BuildingsPage: Page {
    static let template = Template.buildings
    let buildings: [Building]

    struct Building {
        let name: String
        let address: String
    }

    static let routes = [
        Route(.get, "/buildings", for: .people([.buildingManager])) { call in
            let buildings = try BuildingQuestion.mandates(call).map {
                Building(name: $0.set, address: "/buildings/\(FormEncoding.encoded($0.set))")
            }
            return BuildingsPage(buildings: buildings).answer(call)
        }
    ]
}
