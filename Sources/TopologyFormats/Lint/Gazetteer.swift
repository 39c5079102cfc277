internal import FibreNetwork
internal import Foundation

/// Well-known cities, to notice sites whose coordinates do not fit their names.
///
/// Public geography, centres to a tenth of a degree. A name that several well-known cities share stands several times.
enum Gazetteer {
  /// The nearest city of a name; `nil` for a name that is not known.
  static func nearest(named name: String, to place: Coordinate) -> Coordinate? {
    cities[key(name)]?.min { $0.distanceKm(to: place) < $1.distanceKm(to: place) }
  }

  /// The name without what follows a comma, a bracket or a number, without accents and case.
  private static func key(_ name: String) -> String {
    let head = name.prefix { !",(/0123456789".contains($0) }
    return head.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil).filter(\.isLetter)
  }

  private static let cities: [String: [Coordinate]] = {
    var found: [String: [Coordinate]] = [:]
    for line in table.split(separator: ";") {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count >= 3, let latitude = Double(words[words.count - 2]),
        let longitude = Double(words[words.count - 1])
      else { continue }
      found[key(words.dropLast(2).joined(separator: " ")), default: []].append(
        Coordinate(latitude: latitude, longitude: longitude))
    }
    return found
  }()

  private static let table = """
    Amsterdam 52.4 4.9; Rotterdam 51.9 4.5; Utrecht 52.1 5.1; Eindhoven 51.4 5.5; Groningen 53.2 6.6; \
    Leeuwarden 53.2 5.8; Hoorn 52.6 5.1; Harlingen 53.2 5.4; Zwolle 52.5 6.1; Enschede 52.2 6.9; Arnhem 52.0 5.9; \
    Nijmegen 51.8 5.9; Maastricht 50.9 5.7; Tilburg 51.6 5.1; Den Haag 52.1 4.3; The Hague 52.1 4.3; \
    Delft 52.0 4.4; Middelburg 51.5 3.6; Haarlem 52.4 4.6; Alkmaar 52.6 4.8; Lelystad 52.5 5.5; \
    Brussels 50.8 4.4; Antwerp 51.2 4.4; Ghent 51.1 3.7; Liege 50.6 5.6; Luxembourg 49.6 6.1; \
    Paris 48.9 2.3; Lyon 45.8 4.8; Marseille 43.3 5.4; Toulouse 43.6 1.4; Bordeaux 44.8 -0.6; Nantes 47.2 -1.6; \
    Lille 50.6 3.1; Strasbourg 48.6 7.8; Nice 43.7 7.3; Rennes 48.1 -1.7; Grenoble 45.2 5.7; Montpellier 43.6 3.9; \
    Dijon 47.3 5.0; London 51.5 -0.1; London 43.0 -81.2; Manchester 53.5 -2.2; \
    Leeds 53.8 -1.5; Bristol 51.5 -2.6; Bristol 36.6 -82.2; Edinburgh 55.9 -3.2; Glasgow 55.9 -4.3; \
    Liverpool 53.4 -3.0; Dublin 53.3 -6.3; Cork 51.9 -8.5; Belfast 54.6 -5.9; Berlin 52.5 13.4; Hamburg 53.6 10.0; \
    Munich 48.1 11.6; Muenchen 48.1 11.6; Cologne 50.9 7.0; Koeln 50.9 7.0; Frankfurt 50.1 8.7; Frankfurt 52.3 14.6; \
    Stuttgart 48.8 9.2; Dusseldorf 51.2 6.8; Duesseldorf 51.2 6.8; Dortmund 51.5 7.5; Essen 51.5 7.0; \
    Leipzig 51.3 12.4; Dresden 51.1 13.7; Hannover 52.4 9.7; Hanover 52.4 9.7; Bremen 53.1 8.8; \
    Nuremberg 49.5 11.1; Nuernberg 49.5 11.1; Magdeburg 52.1 11.6; Karlsruhe 49.0 8.4; Mannheim 49.5 8.5; \
    Erfurt 51.0 11.0; Kassel 51.3 9.5; Bonn 50.7 7.1; Braunschweig 52.3 10.5; Brunswick 52.3 10.5; \
    Rostock 54.1 12.1; Kiel 54.3 10.1; Ulm 48.4 10.0; Augsburg 48.4 10.9; Aachen 50.8 6.1; Zurich 47.4 8.5; \
    Geneva 46.2 6.1; Basel 47.6 7.6; Bern 46.9 7.4; Vienna 48.2 16.4; Salzburg 47.8 13.0; Graz 47.1 15.4; \
    Linz 48.3 14.3; Innsbruck 47.3 11.4; Prague 50.1 14.4; Brno 49.2 16.6; Bratislava 48.1 17.1; \
    Budapest 47.5 19.0; Warsaw 52.2 21.0; Krakow 50.1 19.9; Gdansk 54.4 18.6; Poznan 52.4 16.9; Wroclaw 51.1 17.0; \
    Lodz 51.8 19.5; Katowice 50.3 19.0; Szczecin 53.4 14.6; Copenhagen 55.7 12.6; Stockholm 59.3 18.1; \
    Gothenburg 57.7 12.0; Oslo 59.9 10.8; Bergen 60.4 5.3; Trondheim 63.4 10.4; Helsinki 60.2 24.9; Turku 60.5 22.3; \
    Tallinn 59.4 24.8; Riga 56.9 24.1; Vilnius 54.7 25.3; Minsk 53.9 27.6; Kiev 50.5 30.5; Kyiv 50.5 30.5; \
    Moscow 55.8 37.6; Bucharest 44.4 26.1; Sofia 42.7 23.3; Belgrade 44.8 20.5; Zagreb 45.8 16.0; \
    Ljubljana 46.1 14.5; Sarajevo 43.9 18.4; Skopje 42.0 21.4; Tirana 41.3 19.8; Athens 38.0 23.7; \
    Thessaloniki 40.6 22.9; Istanbul 41.0 29.0; Ankara 39.9 32.9; Rome 41.9 12.5; Milan 45.5 9.2; Milano 45.5 9.2; \
    Turin 45.1 7.7; Torino 45.1 7.7; Naples 40.9 14.3; Napoli 40.9 14.3; Bologna 44.5 11.3; Florence 43.8 11.3; \
    Firenze 43.8 11.3; Genova 44.4 8.9; Palermo 38.1 13.4; Bari 41.1 16.9; Venice 45.4 12.3; Trieste 45.6 13.8; \
    Madrid 40.4 -3.7; Barcelona 41.4 2.2; Valencia 39.5 -0.4; Valencia 10.2 -68.0; Seville 37.4 -6.0; Bilbao 43.3 -2.9; \
    Zaragoza 41.6 -0.9; Malaga 36.7 -4.4; Lisbon 38.7 -9.1; Porto 41.2 -8.6; Reykjavik 64.1 -21.9; \
    New York 40.7 -74.0; Los Angeles 34.1 -118.2; Chicago 41.9 -87.6; Houston 29.8 -95.4; Phoenix 33.4 -112.1; \
    Philadelphia 40.0 -75.2; San Antonio 29.4 -98.5; San Diego 32.7 -117.2; Dallas 32.8 -96.8; Austin 30.3 -97.7; \
    San Francisco 37.8 -122.4; Seattle 47.6 -122.3; Denver 39.7 -105.0; Boston 42.4 -71.1; Detroit 42.3 -83.0; \
    Atlanta 33.7 -84.4; Miami 25.8 -80.2; Minneapolis 45.0 -93.3; Cleveland 41.5 -81.7; Pittsburgh 40.4 -80.0; \
    Salt Lake City 40.8 -111.9; New Orleans 30.0 -90.1; Las Vegas 36.2 -115.1; Indianapolis 39.8 -86.2; \
    Washington DC 38.9 -77.0; Baltimore 39.3 -76.6; Charlotte 35.2 -80.8; Nashville 36.2 -86.8; Memphis 35.1 -90.0; \
    Albuquerque 35.1 -106.7; Tucson 32.2 -110.9; El Paso 31.8 -106.5; Omaha 41.3 -95.9; Sacramento 38.6 -121.5; \
    Toronto 43.7 -79.4; Montreal 45.5 -73.6; Vancouver 49.3 -123.1; Vancouver 45.6 -122.7; Ottawa 45.4 -75.7; \
    Calgary 51.0 -114.1; Edmonton 53.5 -113.5; Winnipeg 49.9 -97.1; Mexico City 19.4 -99.1; Bogota 4.7 -74.1; \
    Buenos Aires -34.6 -58.4; Rio de Janeiro -22.9 -43.2; Sao Paulo -23.6 -46.6; Brasilia -15.8 -47.9; \
    Johannesburg -26.2 28.0; Cape Town -33.9 18.4; Durban -29.9 31.0; Bloemfontein -29.1 26.2; Nairobi -1.3 36.8; \
    Lagos 6.5 3.4; Lagos 37.1 -8.7; Accra 5.6 -0.2; Kumasi 6.7 -1.6; Addis Ababa 9.0 38.8; Cairo 30.0 31.2; \
    Dar es Salaam -6.8 39.3; Lusaka -15.4 28.3; Tel Aviv 32.1 34.8; Dubai 25.2 55.3; Riyadh 24.7 46.7; \
    Beijing 39.9 116.4; Shanghai 31.2 121.5; Guangzhou 23.1 113.3; Shenzhen 22.5 114.1; Jinan 36.7 117.1; \
    Hefei 31.8 117.2; Nanjing 32.1 118.8; Wuhan 30.6 114.3; Chengdu 30.7 104.1; Xian 34.3 108.9; Tianjin 39.1 117.2; \
    Shenyang 41.8 123.4; Harbin 45.8 126.5; Hong Kong 22.3 114.2; Taipei 25.0 121.6; Seoul 37.6 127.0; \
    Busan 35.2 129.1; Singapore 1.3 103.8; Kuala Lumpur 3.1 101.7; Bangkok 13.8 100.5; Jakarta -6.2 106.8; \
    Manila 14.6 121.0; Delhi 28.6 77.2; New Delhi 28.6 77.2; Mumbai 19.1 72.9; Bangalore 13.0 77.6; Chennai 13.1 80.3; \
    Kolkata 22.6 88.4; Sydney -33.9 151.2; Melbourne -37.8 145.0; Melbourne 28.1 -80.6; Brisbane -27.5 153.0; \
    Perth -31.9 115.9; Perth 56.4 -3.4; Adelaide -34.9 138.6; Canberra -35.3 149.1; Auckland -36.8 174.8; \
    Wellington -41.3 174.8; Sapporo 43.1 141.3; Aomori 40.8 140.7; Morioka 39.7 141.2; Sendai 38.3 140.9; \
    Akita 39.7 140.1; Yamagata 38.3 140.4; Fukushima 37.8 140.5; Mito 36.4 140.5; Utsunomiya 36.6 139.9; \
    Maebashi 36.4 139.1; Saitama 35.9 139.6; Chiba 35.6 140.1; Tokyo 35.7 139.7; Yokohama 35.4 139.6; \
    Niigata 37.9 139.0; Toyama 36.7 137.2; Kanazawa 36.6 136.7; Fukui 36.1 136.2; Kofu 35.7 138.6; Nagano 36.7 138.2; \
    Gifu 35.4 136.7; Shizuoka 35.0 138.4; Nagoya 35.2 136.9; Otsu 35.0 135.9; Kyoto 35.0 135.8; Osaka 34.7 135.5; \
    Kobe 34.7 135.2; Nara 34.7 135.8; Wakayama 34.2 135.2; Tottori 35.5 134.2; Matsue 35.5 133.1; Okayama 34.7 133.9; \
    Hiroshima 34.4 132.5; Yamaguchi 34.2 131.5; Tokushima 34.1 134.6; Takamatsu 34.3 134.0; Matsuyama 33.8 132.8; \
    Kochi 33.6 133.5; Kochi 9.9 76.3; Fukuoka 33.6 130.4; Saga 33.2 130.3; Nagasaki 32.7 129.9; Kumamoto 32.8 130.7; \
    Oita 33.2 131.6; Miyazaki 31.9 131.4; Kagoshima 31.6 130.6; Naha 26.2 127.7
    """
}
