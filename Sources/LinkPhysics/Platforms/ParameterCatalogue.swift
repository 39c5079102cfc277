/// Parameters that several schemes share, and those of every node.
extension ParameterSpecification {
  static let sourceEfficiency = Self(
    name: "source_efficiency",
    meaning: "chance that an excitation puts a photon into the fibre, conversion left out",
    count: .arms, range: 0...1, includesLower: false)
  static let conversionEfficiency = Self(
    name: "conversion_efficiency", meaning: "efficiency of frequency conversion", count: .arms, range: 0...1,
    includesLower: false)
  static let detectionEfficiency = Self(
    name: "detection_efficiency", meaning: "optics, filters and detector where the herald is made",
    count: .arms,
    range: 0...1, includesLower: false)
  static let darkRate = Self(
    name: "dark_rate_hz", meaning: "clicks of one detector without the photons, noise of conversion included",
    range: 0...1e12)
  static let detectionWindow = Self(
    name: "detection_window_s", meaning: "time in which a click counts", range: 0...1)
  static let visibility = Self(name: "visibility", meaning: "Hong-Ou-Mandel visibility", range: 0...1)
  static let modeCoherence = Self(
    name: "mode_coherence",
    meaning:
      "coherence that a single click leaves between the photons' modes, between the visibility and its root",
    range: 0...1,
    fallback: .init([0], "the least that the visibility allows, the visibility itself, assumed"))
  static let phaseNoise = Self(
    name: "phase_noise_rad", meaning: "rms optical phase between the arms, after stabilisation",
    range: 0...100)
  static let doubleExcitation = Self(
    name: "double_excitation_probability", meaning: "chance of a second photon in one excitation",
    count: .arms,
    range: 0...1, includesUpper: false)

  static let retrieval = Self(
    name: "retrieval_efficiency", meaning: "chance that a stored photon is there when the pair is used",
    count: .arms, range: 0...1, includesLower: false)
  static let memoryLoss = Self(
    name: "memory_loss_s",
    meaning: "time in which retrieval falls to 1/e: stored light that is lost, not spoilt",
    range: 0...1e30, includesLower: false,
    fallback: .init([1e30], "no loss of what is stored assumed"))
  static let sourceVisibility = Self(
    name: "source_visibility", meaning: "visibility of the pairs at vanishing brightness", range: 0...1)

  /// The free knob of a scheme: choices for the planner.
  static func knob(_ name: String, _ meaning: String, upTo most: Double) -> Self {
    Self(
      name: name, meaning: meaning + " (free knob)", count: .options, range: 0...most, includesLower: false)
  }

  /// What a scheme with a detector says of the way there and of clicks without light.
  static let detectedLight = [
    sourceEfficiency, conversionEfficiency, detectionEfficiency, darkRate, detectionWindow,
  ]
  /// What a scheme says whose photons interfere at a station.
  static let interference = detectedLight + [visibility]
  /// What a scheme says whose qubits emit the photons that interfere.
  static let emitters = interference + [phaseNoise, doubleExcitation]

  /// What nodes say that hold their qubits one by one: a repeater may have to serve its two hops in turn.
  static let interfaces: [ParameterSpecification] = [
    .init(
      name: "interfaces",
      meaning:
        "optical interfaces of a node: 2 for both hops of a repeater at once, 1 for one after the other",
      range: 1...2, fallback: .init([2], "both hops of a repeater at once assumed"), isWhole: true),
    .init(
      name: "attempts_to_1e",
      meaning:
        "attempts of a node after which the coherence of what it stores has fallen to 1/e, by them alone",
      range: 0...1e30, includesLower: false,
      fallback: .init([1e30], "no dephasing of what is stored by further attempts assumed")),
    .init(
      name: "move_s", meaning: "time that moving a fresh pair from the interface into memory takes",
      range: 0...1e6, fallback: .init([0], "no time for moving a pair into memory assumed")),
    .init(
      name: "move_characters",
      meaning:
        "characters x, y, z that moving one qubit of a pair from the interface into memory multiplies in",
      count: .exactly(3), range: 0...1,
      fallback: .init([1, 1, 1], "no error of moving a pair into memory assumed")),
  ]

  /// What every platform says of its nodes.
  static let node: [ParameterSpecification] = [
    .init(
      name: "link_characters",
      meaning: "characters x, y, z that the nodes' own errors multiply into a fresh pair",
      count: .exactly(3), range: 0...1,
      fallback: .init([1, 1, 1], "no errors of the nodes themselves assumed")),
    .init(
      name: "storage_characters",
      meaning: "characters x, y, z that moving a fresh pair into its storage qubits multiplies in",
      count: .exactly(3), range: 0...1,
      fallback: .init([1, 1, 1], "no error of moving a pair into storage assumed")),
    .init(
      name: "modes", meaning: "attempts side by side", count: .options, range: 1...1_000_000, isWhole: true),
    .init(
      name: "preparation_time_s", meaning: "part of an attempt that is not waiting for light",
      range: 0...1e6),
    .init(
      name: "memory_t1_s", meaning: "relaxation time of a stored qubit", range: 0...1e30,
      includesLower: false,
      alternative: "memory_depolarising_s"),
    .init(
      name: "memory_t2_s", meaning: "dephasing time of a stored qubit", range: 0...1e30, includesLower: false,
      alternative: "memory_depolarising_s"),
    .init(
      name: "memory_depolarising_s", meaning: "depolarising time of a stored qubit", range: 0...1e30,
      includesLower: false, alternative: "memory_t2_s"),
    .init(
      name: "storage_limit_s", meaning: "longest time a memory can hold a photon at all", range: 0...1e30,
      includesLower: false,
      fallback: .init([1e30], "no limit to storage beside decay assumed")),
    .init(
      name: "swap_success_probability", meaning: "chance that a repeater's Bell measurement succeeds",
      range: 0...1,
      includesLower: false),
    .init(
      name: "swap_characters", meaning: "characters x, y, z that a swap multiplies in", count: .exactly(3),
      range: 0...1),
  ]
}
