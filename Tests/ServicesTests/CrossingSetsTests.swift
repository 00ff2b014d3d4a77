import DirectoryKit
import EmbeddedStore
import Metering
import Services
import Store
import TestKit
import Testing

@Suite("Sets that cross each other in too many points")
struct CrossingSetsTests {
    private let town: Town

    init() throws { town = try Town() }

    private func keepSets(_ count: Int, _ visibility: Visibility, use: String, from first: Int = 0) throws {
        for number in 0..<count {
            let set = PointSet(id: "\(use)-\(number)", kind: "part", useCase: use, visibility: visibility)
            try town.keep(set: set, of: first + number..<first + number + 20)
        }
    }

    private func crowds() throws -> [CrossingSets.Crowd] {
        try CrossingSets(town.data.catalogue, town.data.releases).crowds(on: Town.day, town.data.ledger.known())
    }

    @Test func `are told with the recipient that sees most of them`() throws {
        try keepSets(5, .public, use: "1a")
        try keepSets(4, .restricted, use: "2a", from: 5)
        try keepSets(9, .restricted, use: "unagreed")
        let crowds = try crowds()
        #expect(crowds.map(\.set) == (0..<5).map { "1a-\($0)" } + (0..<4).map { "2a-\($0)" })
        #expect(crowds.allSatisfy { $0.recipient != nil && $0.crossings == 9 && $0.most == 8 })
    }

    @Test func `are none where each sees as many as may leave`() throws {
        try keepSets(8, .public, use: "1a")
        #expect(try crowds().isEmpty)
        try keepSets(9, .public, use: "1a")
        #expect(try crowds().count == 9 && crowds().allSatisfy { $0.recipient == nil })
    }
}
