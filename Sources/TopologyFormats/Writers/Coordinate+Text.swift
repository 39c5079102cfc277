public import FibreNetwork
public import SourceDocument

extension Coordinate {
  /// A position of GeoJSON: longitude, latitude.
  public var geoJSON: JSON { [.number(longitude), .number(latitude)] }
  /// A tuple of KML's coordinates: longitude, latitude.
  public var kml: String { "\(JSON.text(longitude)),\(JSON.text(latitude))" }
}
