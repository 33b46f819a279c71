package io.aether.samples.flights;

import java.time.LocalDateTime;

/// One record of the input.
///
/// @param line the line number in the file, which makes the record unique
/// @param date local date and time
/// @param origin the code of the airport it left
/// @param destination the code of the airport it reached
/// @param delayMinutes how late it was; negative if early
/// @param distanceMiles how far it flew
record Flight(
    int line,
    LocalDateTime date,
    String origin,
    String destination,
    int delayMinutes,
    int distanceMiles) {

  /// {@return the id of the command to its origin}
  String departureId() {
    return line + "-d";
  }

  /// {@return the id of the command to its destination}
  String arrivalId() {
    return line + "-a";
  }
}
