// expected: requires that 'Release' conform to 'Decodable'
import Disclosure
import Foundation

func decode(_ json: Data) throws -> Release { try JSONDecoder().decode(Release.self, from: json) }
