internal import ArgumentParser

// Commands are parsed here and not by `main()` of the library, so that wrong usage exits with 2 and each failure
// with its documented code.
do {
  var command = try Swapline.parseAsRoot()
  try command.run()
} catch {
  exitWith(error)
}
