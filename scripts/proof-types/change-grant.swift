// expected: 'days' is a 'let' constant
import Access
import Metering

func widen(_ grant: inout Grant, _ days: ClosedRange<CivilDay>) { grant.days = [days] }
