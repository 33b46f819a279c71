package io.aether.samples.flights;

/// The input cannot be used. The message is for the user: the place, what was expected and what was
/// found.
final class BadInputException extends Exception {
  private static final long serialVersionUID = 1;

  private BadInputException(String message) {
    super(message);
  }

  static BadInputException atLine(String file, int line, String message) {
    return new BadInputException(file + ":" + line + ": " + message);
  }

  static BadInputException inFile(String file, String message) {
    return new BadInputException(file + ": " + message);
  }
}
