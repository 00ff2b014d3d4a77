import Access
import Foundation
import Store

/// Who is at the other end of a Unix socket, as the kernel says: nobody can say otherwise (unix(7)).
struct Peer: Hashable, Sendable {
    let uid: UInt32
    let groups: Set<UInt32>

    init(uid: UInt32, groups: Set<UInt32>) { (self.uid, self.groups) = (uid, groups) }

    /// Nil where the kernel does not say.
    init?(of socket: OpenFile) {
        // `struct ucred`: process, user, group.
        var credentials: [UInt32] = [0, .max, .max]
        var size = socklen_t(12)
        guard getsockopt(socket.descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0, size == 12 else {
            return nil
        }
        uid = credentials[1]
        // SO_PEERGROUPS; the user's further groups, at most as many as Linux allows.
        var further = [UInt32](repeating: .max, count: 65_536)
        size = socklen_t(further.count * 4)
        let isKnown = getsockopt(socket.descriptor, SOL_SOCKET, 59, &further, &size) == 0
        groups = Set(further.prefix(isKnown ? Int(size) / 4 : 0) + [credentials[2]])
    }

    /// The owner of the server, root, and members of the group that its configuration names; nobody else.
    func mayOperate(owner: UInt32, group: UInt32?) -> Bool {
        uid == owner || uid == 0 || group.map(groups.contains) ?? false
    }
}
