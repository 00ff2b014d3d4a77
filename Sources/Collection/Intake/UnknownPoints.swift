import Metering

/// Points that no list describes: the first are named, what comes of further ones is counted.
struct UnknownPoints {
    private var named: Set<PointID> = []
    /// The keys of those named, so that a file of a million others makes no string to ask.
    private var keys: Set<UInt64> = []
    /// Days and readings of points that are not named.
    private(set) var unnamedRecords = 0
    private static let most = 100

    /// Whether a record's point is to be named now.
    mutating func add(_ point: PointID) -> Bool {
        if named.contains(point) { return false }
        guard named.count < UnknownPoints.most else {
            unnamedRecords += 1
            return false
        }
        named.insert(point)
        if let key = ChannelKey(point) { keys.insert(key.rawValue) }
        return true
    }

    mutating func add(_ key: ChannelKey) -> Bool {
        if named.count < UnknownPoints.most { return add(key.point) }
        if !keys.contains(key.ofPoint.rawValue) { unnamedRecords += 1 }
        return false
    }
}
