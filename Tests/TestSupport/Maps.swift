public import FibreNetwork
internal import TopologyFormats

/// A map by a name that no map has.
public struct NoSuchMap: Error { public var name: String }

/// A map that ships with the product.
public func shippedMap(_ name: String) throws -> FibreNetwork {
  guard let map = ShippedMaps.named(name) else { throw NoSuchMap(name: name) }
  return try TopologyReader.read(bytes: map.bytes, file: name).network
}
