package io.aether.samples.flights;

/// Hears how a run is getting on. Thread-safe.
interface Progress {

  /// So many commands are answered, `nanos` after the start.
  void answered(int answered, int total, long nanos);

  /// Something worth a line has happened.
  void note(String line);

  /// For runs that nobody watches.
  static Progress silent() {
    return new Progress() {
      @Override
      public void answered(int answered, int total, long nanos) {}

      @Override
      public void note(String line) {}
    };
  }
}
