import Synchronization

/// The blocks that were last asked of, with their directories read: programs ask for the same days of one point after
/// the other. Visible blocks never change, and their places are not used again, so nothing here can be out of date;
/// blocks of an import that is not revealed do not belong here, as it may be undone.
final class RecentBlocks<Block: Sendable>: Sendable {
    private let most: Int
    private let blocks = Mutex<[BlockPlace.Key: Block]>([:])

    init(most: Int) { self.most = most }

    func block(at place: BlockPlace, or read: () throws -> Block) throws -> Block {
        if let known = blocks.withLock({ $0[place.key] }) { return known }
        let block = try read()
        blocks.withLock { blocks in
            if blocks.count >= most { blocks.remove(at: blocks.startIndex) }
            blocks[place.key] = block
        }
        return block
    }
}
