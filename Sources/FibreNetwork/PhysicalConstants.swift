/// Speed of light in vacuum, km/s (exact, SI).
public let speedOfLightKmPerS = 299_792.458

/// Mean radius of the Earth, km (IUGG).
public let earthRadiusKm = 6371.0088
