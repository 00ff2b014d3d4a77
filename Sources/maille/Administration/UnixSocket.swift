import Foundation
import Store

/// Sockets of the file system (unix(7)), with the two things that no library of ours has: descriptors that travel with
/// a message, and who is at the other end.
enum UnixSocket {
    /// Listens at a path where nobody else does. Only its owner may connect, or with a group the group as well.
    static func listen(at path: String, group: UInt32?) throws -> OpenFile {
        if let other = try? connect(to: path) {
            withExtendedLifetime(other) {}
            throw StoreError.inUse(path)
        }
        try removeSocket(at: path)
        let socket = try make()
        // The mode of a socket that has no name yet is the mode of the name that it gets.
        guard fchmod(socket.descriptor, 0o600) == 0 else { throw failure("fchmod", path) }
        try named(path) { name in
            var address = name
            let isBound = withUnsafePointer(to: &address) { address in
                address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
                }
            }
            guard isBound else { throw failure("bind", path) }
        }
        if let group {
            guard chown(path, UInt32.max, group) == 0, chmod(path, 0o660) == 0 else { throw failure("chown", path) }
        }
        guard Glibc.listen(socket.descriptor, 16) == 0 else { throw failure("listen", path) }
        return socket
    }

    /// Removes the socket of a server that is gone. Throws where something else is there.
    private static func removeSocket(at path: String) throws {
        // Of a link it tells the link's own type.
        guard let entry = try? FileManager.default.attributesOfItem(atPath: path) else { return }
        guard entry[.type] as? FileAttributeType == .typeSocket else {
            throw StoreError.system("bind", path: path, code: EEXIST)
        }
        unlink(path)
    }

    static func connect(to path: String) throws -> OpenFile {
        let socket = try make()
        try named(path) { name in
            var address = name
            let isConnected = withUnsafePointer(to: &address) { address in
                address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
                }
            }
            guard isConnected else { throw failure("connect", path) }
        }
        return socket
    }

    private static func make() throws -> OpenFile {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure("socket", "") }
        return OpenFile(descriptor)
    }

    /// The address of a path. One that does not fit an address (108 bytes) is reached through its folder.
    private static func named(_ path: String, _ use: (sockaddr_un) throws -> Void) throws {
        let url = URL(filePath: path)
        let folder: OpenFile? =
            path.utf8.count < 108 ? nil : OpenFile(open(url.deletingLastPathComponent().path, O_DIRECTORY | O_CLOEXEC))
        let short = folder.map { "/proc/self/fd/\($0.descriptor)/\(url.lastPathComponent)" } ?? path
        guard short.utf8.count < 108 else { throw failure("bind", path) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: short.utf8) }
        try withExtendedLifetime(folder) { try use(address) }
    }

    static func failure(_ call: String, _ path: String) -> StoreError { .system(call, path: path, code: errno) }
}

// MARK: messages

extension UnixSocket {
    private static let sizeOfHeader = 16
    private static let descriptorsOfRights: Int32 = 1

    /// Sends a message whole, its length before it; descriptors travel with the length.
    static func send(_ message: [UInt8], descriptors: [Int32] = [], over socket: OpenFile) throws {
        let length = withUnsafeBytes(of: UInt32(message.count).littleEndian) { Array($0) }
        try send(length[...], descriptors, socket)
        try send(message[...], [], socket)
    }

    private static func send(_ bytes: ArraySlice<UInt8>, _ descriptors: [Int32], _ socket: OpenFile) throws {
        var (rest, descriptors) = (bytes, descriptors)
        while !rest.isEmpty {
            var control = rights(descriptors)
            let count = rest.withUnsafeBytes { bytes in
                control.withUnsafeMutableBytes { control in
                    var piece = iovec(
                        iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
                    return withUnsafeMutablePointer(to: &piece) { piece in
                        var header = msghdr()
                        (header.msg_iov, header.msg_iovlen) = (piece, 1)
                        (header.msg_control, header.msg_controllen) = (control.baseAddress, control.count)
                        return sendmsg(socket.descriptor, &header, Int32(MSG_NOSIGNAL))
                    }
                }
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure("sendmsg", "the socket") }
            (rest, descriptors) = (rest.dropFirst(count), [])
        }
    }

    /// The control message that carries descriptors (cmsg(3)): length, level, type, and the numbers.
    private static func rights(_ descriptors: [Int32]) -> [UInt8] {
        if descriptors.isEmpty { return [] }
        let length = sizeOfHeader + 4 * descriptors.count
        var control = [UInt8](repeating: 0, count: (length + 7) / 8 * 8)
        control.withUnsafeMutableBytes { bytes in
            bytes.storeBytes(of: length, as: Int.self)
            bytes.storeBytes(of: SOL_SOCKET, toByteOffset: 8, as: Int32.self)
            bytes.storeBytes(of: descriptorsOfRights, toByteOffset: 12, as: Int32.self)
            for (index, descriptor) in descriptors.enumerated() {
                bytes.storeBytes(of: descriptor, toByteOffset: sizeOfHeader + 4 * index, as: Int32.self)
            }
        }
        return control
    }

    /// Receives a message of at most so many bytes, with the descriptors that came with it. Nil where the other end
    /// closed, sent more, or let the socket's time pass.
    static func receive(
        over socket: OpenFile, atMost: Int, descriptors: Int = 0
    ) -> (message: [UInt8], descriptors: [OpenFile])? {
        guard let (head, files) = receive(4, socket, descriptors: descriptors) else { return nil }
        let length = Int(UInt32(littleEndian: head.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }))
        guard length <= atMost, let (message, _) = receive(length, socket, descriptors: 0) else { return nil }
        return (message, files)
    }

    private static func receive(
        _ length: Int, _ socket: OpenFile, descriptors: Int
    ) -> (bytes: [UInt8], files: [OpenFile])? {
        var (bytes, files): ([UInt8], [OpenFile]) = ([UInt8](repeating: 0, count: length), [])
        var filled = 0
        while filled < length {
            let room = descriptors == 0 ? 0 : (sizeOfHeader + 4 * descriptors + 7) / 8 * 8
            var control = [UInt8](repeating: 0, count: room)
            let count = bytes.withUnsafeMutableBytes { bytes in
                control.withUnsafeMutableBytes { control in
                    var piece = iovec(iov_base: bytes.baseAddress.map { $0 + filled }, iov_len: length - filled)
                    return withUnsafeMutablePointer(to: &piece) { piece in
                        var header = msghdr()
                        (header.msg_iov, header.msg_iovlen) = (piece, 1)
                        (header.msg_control, header.msg_controllen) = (control.baseAddress, control.count)
                        let count = recvmsg(socket.descriptor, &header, Int32(MSG_CMSG_CLOEXEC))
                        let came = UnsafeRawBufferPointer(rebasing: control[..<header.msg_controllen])
                        if count > 0 { files += received(came) }
                        return count
                    }
                }
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return nil }
            filled += count
        }
        return (bytes, files)
    }

    private static func received(_ control: UnsafeRawBufferPointer) -> [OpenFile] {
        guard control.count > sizeOfHeader, control.load(fromByteOffset: 12, as: Int32.self) == descriptorsOfRights
        else { return [] }
        let count = (control.load(as: Int.self) - sizeOfHeader) / 4
        return (0..<count).map { OpenFile(control.load(fromByteOffset: sizeOfHeader + 4 * $0, as: Int32.self)) }
    }
}
