// expected: 'GrantTicket' initializer is inaccessible due to 'internal' protection level
import Access

func forge() -> GrantTicket { GrantTicket.init(entry:consent:recipient:occupancies:)(1, nil, nil, []) }
