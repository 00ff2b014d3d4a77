// expected: 'GrantTicket' initializer is inaccessible due to 'internal' protection level
import Access

func forge() -> GrantTicket { GrantTicket(entry: 1, consent: nil, recipient: nil, occupancies: []) }
