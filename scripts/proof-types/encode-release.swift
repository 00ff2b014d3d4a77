// expected: requires that 'Release' conform to 'Encodable'
import Disclosure
import Foundation

func encode(_ release: Release) throws -> Data { try JSONEncoder().encode(release) }
