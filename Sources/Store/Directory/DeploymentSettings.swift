package import Disclosure
import Foundation

/// What an operator sets for a data directory, in `settings.json`; without the file, the defaults.
///
/// `{"dominancePercent": 15}` sets the p of the p % rule. It is a secret: whoever knows it can reckon how close a
/// held sum comes to a holder's value. Keep the file readable by its owner alone.
private struct DeploymentSettings: Decodable {
    var dominancePercent: Int?
}

extension DataDirectory {
    package func dominanceRule() throws -> DominanceRule {
        let file = url.appending(path: "settings.json")
        guard FileManager.default.fileExists(atPath: file.path) else { return DominanceRule() }
        let settings: DeploymentSettings
        do {
            settings = try JSONDecoder().decode(DeploymentSettings.self, from: try Data(contentsOf: file))
        } catch {
            throw StoreError.settings("settings.json cannot be read as JSON")
        }
        guard let percent = settings.dominancePercent else { return DominanceRule() }
        guard DominanceRule.percents.contains(percent) else {
            throw StoreError.settings("dominancePercent in settings.json is not a whole number from 1 to 100")
        }
        return DominanceRule(percent: percent)
    }
}
