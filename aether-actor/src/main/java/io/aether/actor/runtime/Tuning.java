package io.aether.actor.runtime;

import org.jspecify.annotations.Nullable;

/// The system properties of the runtime, which all actor systems of the JVM share. They are read
/// once, when the first system is created.
///
/// @param extraCarriers the maximum number of carrier threads added while handlers keep some; 0 for
///   none
/// @param leadCarriers the maximum number of carrier threads with which one worker may
///   [lead][LeadTrial]; 0 for never
record Tuning(int extraCarriers, int leadCarriers) {

  static final String EXTRA_CARRIERS = "aether.extraCarriers";
  static final String LEAD_CARRIERS = "aether.leadCarriers";

  /// With more than four carriers the gain of a lead has not been measured.
  static final int DEFAULT_LEAD_CARRIERS = 4;

  static final int DEFAULT_EXTRA_CARRIERS = 64;

  /// {@return the values of the system properties}
  ///
  /// @throws IllegalArgumentException if one of them is not a whole number from 0 on
  static Tuning ofSystemProperties() {
    return new Tuning(
        number(EXTRA_CARRIERS, DEFAULT_EXTRA_CARRIERS),
        number(LEAD_CARRIERS, DEFAULT_LEAD_CARRIERS));
  }

  private static int number(String property, int byDefault) {
    String text = System.getProperty(property);
    if (text == null || text.isBlank()) {
      return byDefault;
    }
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw invalid(property, text, byDefault, e);
    }
    throw invalid(property, text, byDefault, null);
  }

  private static IllegalArgumentException invalid(
      String property, String text, int byDefault, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "-D%s is a whole number from 0 on (default %d), but was: '%s'"
            .formatted(property, byDefault, text),
        cause);
  }
}
