@testable import TopologyFormats

/// One small map in each format: a triangle of Oslo, Göteborg and a junction, 100 km along each side, and what else the
/// format has of interest.
enum Samples {
  static let all: [(format: MapFormat, text: String)] = [
    (.native, native), (.gml, gml), (.graphml, graphml), (.sndlib, sndlib), (.sndlibXML, sndlibXML),
    (.nodeLink, nodeLink), (.geojson, geojson), (.ofds, ofds), (.kml, kml), (.csv, csv), (.gnpy, gnpy),
    (.net2plan, net2plan), (.sequence, sequence),
  ]

  static let native = """
    {"schema":"swapline.topology/1","name":"t","sites":[{"id":"o","name":"Oslo","latitude":59.91,"longitude":10.75},
     {"id":"g","name":"Göteborg","latitude":57.71,"longitude":11.97},{"id":"j","may_host_repeater":false,"may_host_station":false}],
     "spans":[{"from":"o","to":"g","length_km":300.5},{"from":"g","to":"j","length_km":100},{"from":"j","to":"o","length_km":200}]}
    """

  static let gml = """
    Creator "somebody"
    # a comment
    graph [
      Network "t &#38; u"
      directed 0
      node [ id 0 label "Oslo" Latitude 59.91 Longitude 10.75 graphics [ x 1 y 2 ] ]
      node [ id 1 label "G&#246;teborg" Latitude 57.71 Longitude 11.97
        note "two
      lines" ]
      node [ id 2 label "None" hyperedge 1 ]
      edge [ source 0 target 1 length 300.5 ]
      edge [ source 1 target 2 LinkSpeed "10" ]
      edge [ source 2 target 0 ]
    ]
    """

  static let graphml = """
    <?xml version="1.0" encoding="UTF-8"?>
    <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
      <key attr.name="label" for="node" id="d0"/><key attr.name="Latitude" for="node" id="d1"/>
      <key attr.name="Longitude" for="node" id="d2"/><key attr.name="length_km" for="edge" id="d3"><default>300.5</default></key>
      <graph edgedefault="undirected">
        <node id="o"><data key="d0">Oslo</data><data key="d1">59.91</data><data key="d2">10.75</data></node>
        <node id="g"><data key="d0">G&#xF6;teborg</data><data key="d1">57.71</data><data key="d2">11.97</data></node>
        <edge source="o" target="g"/>
        <hyperedge id="h"><endpoint node="o"/><endpoint node="g"/></hyperedge>
      </graph>
    </graphml>
    """

  static let sndlib = """
    ?SNDlib native format; type: network; version: 1.0
    # network t
    META ( granularity = 1month )
    NODES (
      Oslo ( 10.75 59.91 )
      Göteborg ( 11.97 57.71 )
      J
    )
    LINKS (
      1 ( Oslo Göteborg ) 0.00 0.00 0.00 0.00 ( 20.00 3580.00 40.00 4580.00 )
      L2 ( Göteborg J ) 0.00 0.00 0.00 0.00 ( )
      L3 ( J Oslo )
    )
    DEMANDS ( D1 ( Oslo J ) 1 5.0 UNLIMITED )
    """

  static let sndlibXML = """
    <?xml version="1.0" encoding="ISO-8859-1"?>
    <network xmlns="http://sndlib.zib.de/network" version="1.0">
     <networkStructure>
      <nodes coordinatesType="geographical">
       <node id="Oslo"><coordinates><x>10.75</x><y>59.91</y></coordinates></node>
       <node id="Goteborg"><coordinates><x>11.97</x><y>57.71</y></coordinates></node>
      </nodes>
      <links><link id="L1"><source>Oslo</source><target>Goteborg</target></link></links>
     </networkStructure>
    </network>
    """

  static let nodeLink = """
    {"directed": false, "graph": {"name": "t"}, "nodes": [{"name": "Oslo", "pos": [10.75, 59.91]},
     {"name": "Göteborg", "pos": [11.97, 57.71]}], "edges": [{"source": 0, "target": 1, "dist": 300.5}]}
    """

  static let geojson = """
    {"type": "FeatureCollection", "features": [
     {"type": "Feature", "properties": {"name": "Oslo"}, "geometry": {"type": "Point", "coordinates": [10.75, 59.91]}},
     {"type": "Feature", "properties": {"name": "Göteborg"}, "geometry": {"type": "Point", "coordinates": [11.97, 57.71, 5]}},
     {"type": "Feature", "properties": {"name": "Halden"}, "geometry": {"type": "Point", "coordinates": [11.38, 59.12]}},
     {"type": "Feature", "properties": {"length_km": 330}, "geometry": {"type": "LineString", "coordinates":
       [[10.751, 59.911], [11.0, 59.5], [11.381, 59.121], [11.2, 58.5], [11.971, 57.711]]}}]}
    """

  static let ofds = """
    {"networks": [{"id": "n", "name": "t", "nodes": [
     {"id": "1", "name": "Oslo", "location": {"type": "Point", "coordinates": [10.75, 59.91]}},
     {"id": "2", "name": "Göteborg", "location": {"type": "Point", "coordinates": [11.97, 57.71]}}],
     "spans": [{"id": "s", "start": "1", "end": "2", "fibreLength": 300.5, "fibreType": "G.652",
      "route": {"type": "LineString", "coordinates": [[10.75, 59.91], [11.0, 59.0], [11.97, 57.71]]}}]}]}
    """

  static let kml = """
    <?xml version="1.0"?>
    <kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>t</name><Folder>
     <Placemark><name>Oslo - Göteborg</name><MultiGeometry><LineString><coordinates>
      10.75,59.91,0 11.0,59.0,0
      11.97,57.71,0 </coordinates></LineString></MultiGeometry></Placemark>
     <Placemark><name><![CDATA[A & B]]></name><Point><coordinates>11.97,57.7101</coordinates></Point></Placemark>
    </Folder></Document></kml>
    """

  static let csv = """
    From;To;Length (km);Attenuation dB/km
    Oslo;"Göteborg";300,5;0,21
    "Göteborg";"a ""b"";c";100;
    """

  static let gnpy = """
    {"network_name": "t", "elements": [
     {"uid": "trx O", "type": "Transceiver", "metadata": {"location": {"city": "Oslo", "latitude": 59.91, "longitude": 10.75}}},
     {"uid": "roadm O", "type": "Roadm", "metadata": {"location": {"city": "Oslo", "latitude": 59.91, "longitude": 10.75}}},
     {"uid": "f1", "type": "Fiber", "type_variety": "SSMF", "params": {"length": 150.25, "length_units": "km", "loss_coef": 0.2, "con_in": 0.5, "con_out": 0.5}},
     {"uid": "amp", "type": "Edfa", "metadata": {"location": {"city": "", "latitude": 58.8, "longitude": 11.4}}},
     {"uid": "f2", "type": "Fiber", "params": {"length": 150250, "length_units": "m", "loss_coef": {"value": [0.19, 0.2, 0.21], "frequency": [1, 2, 3]}}},
     {"uid": "trx G", "type": "Transceiver", "metadata": {"location": {"city": "Göteborg", "latitude": 57.71, "longitude": 11.97}}},
     {"uid": "b1", "type": "Fiber", "params": {"length": 150.25}}, {"uid": "b2", "type": "Fiber", "params": {"length": 150.25}}],
     "connections": [{"from_node": "trx O", "to_node": "roadm O"}, {"from_node": "roadm O", "to_node": "f1"},
      {"from_node": "f1", "to_node": "amp"}, {"from_node": "amp", "to_node": "f2"}, {"from_node": "f2", "to_node": "trx G"},
      {"from_node": "trx G", "to_node": "b1"}, {"from_node": "b1", "to_node": "amp"}, {"from_node": "amp", "to_node": "b2"},
      {"from_node": "b2", "to_node": "roadm O"}, {"from_node": "roadm O", "to_node": "trx O"}]}
    """

  static let net2plan = """
    <?xml version='1.0' encoding='UTF-8'?>
    <network name="t" description="d" version="6">
      <node id="2" name="Oslo" xCoord="10.75" yCoord="59.91"/><node id="3" name="Göteborg" xCoord="11.97" yCoord="57.71"/>
      <layer id="1" isDefaultLayer="true"><link id="5" originNodeId="2" destinationNodeId="3" lengthInKm="300.5"/>
      <link id="6" originNodeId="3" destinationNodeId="2" lengthInKm="300.5"/></layer>
    </network>
    """

  static let sequence = """
    {"nodes": [{"name": "r0", "type": "QuantumRouter", "memo_size": 50}, {"name": "r1", "type": "QuantumRouter"},
     {"name": "b", "type": "BSMNode"}],
     "qchannels": [{"source": "r0", "destination": "b", "distance": 5000.0, "attenuation": 0.0002},
     {"source": "r1", "destination": "b", "distance": 7500.0, "attenuation": 0.0002}], "cchannels": []}
    """
}
