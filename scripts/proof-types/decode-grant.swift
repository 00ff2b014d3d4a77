// expected: requires that 'Grant' conform to 'Decodable'
import Access
import Foundation

func decode(_ json: Data) throws { _ = try JSONDecoder().decode(Grant.self, from: json) }
