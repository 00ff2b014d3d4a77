@_spi(Reflection) import Swift

@testable import Pages

/// The stored members of a type, by name: what a template finds in a value of it.
struct Members {
    let type: any Any.Type
    let types: [String: any Any.Type]

    init(of type: any Any.Type) {
        var types: [String: any Any.Type] = [:]
        _forEachField(of: type) { name, _, type, _ in
            types[String(cString: name)] = type
            return true
        }
        self.type = type
        self.types = types
    }
}

/// What is in an optional of a type; the type itself where it is none.
func wrapped(in type: any Any.Type) -> any Any.Type {
    guard let optional = type as? any OptionalType.Type else { return type }
    return optional.wrapped
}

/// What is in an array of a type; the type itself where it is none.
func element(of type: any Any.Type) -> any Any.Type {
    guard let array = type as? any ArrayType.Type else { return type }
    return array.element
}

protocol OptionalType { static var wrapped: any Any.Type { get } }
extension Optional: OptionalType { static var wrapped: any Any.Type { Wrapped.self } }

protocol ArrayType { static var element: any Any.Type { get } }
extension Array: ArrayType { static var element: any Any.Type { Element.self } }
