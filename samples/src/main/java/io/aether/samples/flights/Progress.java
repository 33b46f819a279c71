package io.aether.samples.flights;

/// Is notified about the progress of a run. Thread-safe.
interface Progress {

  /// Called with the number of commands that are answered, `nanos` after the start.
  void answered(int answered, int total, long nanos);

  /// Called with a line of text about an event.
  void note(String line);

  /// Ignores all notifications.
  static Progress silent() {
    return new Progress() {
      @Override
      public void answered(int answered, int total, long nanos) {}

      @Override
      public void note(String line) {}
    };
  }
}
