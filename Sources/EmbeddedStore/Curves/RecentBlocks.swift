import Store
import Synchronization

/// The blocks of days that few channels were last asked of, with their directories read: programs ask for the same
/// days of one point after the other. Visible blocks never change, and their places are not used again, so nothing
/// here can be out of date; blocks of an import that is not revealed do not belong here, as it may be undone.
final class RecentBlocks: Sendable {
    /// A day of 231,377 points is 57 blocks. A full block takes half a mebibyte.
    private static let most = 64
    private let blocks = Mutex<[BlockPlace.Key: CurveBlock]>([:])

    func block(at place: BlockPlace, or read: () throws -> CurveBlock) throws -> CurveBlock {
        if let known = blocks.withLock({ $0[place.key] }) { return known }
        let block = try read()
        blocks.withLock { blocks in
            if blocks.count >= RecentBlocks.most { blocks.remove(at: blocks.startIndex) }
            blocks[place.key] = block
        }
        return block
    }
}
