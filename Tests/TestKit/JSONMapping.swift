package import Exchange
import Foundation

/// A mapping as people write it.
package enum JSONMapping {
    package static func decode(_ json: String) throws -> TableMapping {
        try JSONDecoder().decode(TableMapping.self, from: Data(json.utf8))
    }
}
