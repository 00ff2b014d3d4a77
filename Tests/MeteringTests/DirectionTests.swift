import Foundation
import Metering
import Testing

@Suite("A direction")
struct DirectionTests {
    @Test("keeps its key, whatever the carrier", arguments: Carrier.allCases, Direction.allCases)
    func key(carrier: Carrier, direction: Direction) throws {
        let channel = Channel(point: PointID("01234567890123", of: carrier), carrier: carrier, direction: direction)
        let key = try #require(ChannelKey(channel))
        #expect(key.channel == channel)
        #expect(key.isKnown)
        #expect(key.digits == 1_234_567_890_123)
    }

    @Test("stands in the order of names in a point's document: equal points have equal bytes")
    func pointDocument() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let point = MeteringPoint(id: PointID("p"), directions: Set(Direction.allCases), segment: "C5")
        let document = try encoder.encode(point)
        #expect(
            String(decoding: document, as: UTF8.self)
                == #"{"carrier":"electricity","directions":["extraction","injection","production"],"id":"p","segment":"C5"}"#
        )
        #expect(try JSONDecoder().decode(MeteringPoint.self, from: document) == point)
    }

    @Test("has the keys it always had: directories hold them")
    func frozenKeys() {
        let kinds = Direction.allCases.map { direction in
            Carrier.allCases.map { carrier in
                ChannelKey(digits: 1, carrier: carrier, direction: direction).rawValue - 16
            }
        }
        #expect(kinds == [[0, 2, 4, 6, 8], [1, 3, 5, 7, 9], [10, 11, 12, 13, 14]])
        #expect(!ChannelKey(rawValue: 31).isKnown)
        #expect(!ChannelKey(rawValue: 100_000_000_000_000 << 4).isKnown)
    }

    @Test("is measured where the point says so", arguments: Direction.allCases, Direction.allCases)
    func measured(one: Direction, asked: Direction) {
        let connection = Connection(MeteringPoint(id: PointID("P"), directions: [one]))
        #expect(connection.measures(.electricity, asked) == (one == asked))
        #expect(!connection.measures(.gas, one))
    }

    @Test("is bounded by the connection only where it passes it", arguments: Direction.allCases)
    func bounded(direction: Direction) {
        let connection = Connection(MeteringPoint(id: PointID("P"), connectionPower: .watts(6_000)))
        let limit = ConnectionLimit(.electricity, direction, connection)
        #expect(limit.capacity == (direction == .production ? nil : .watts(6_000)))
    }
}
