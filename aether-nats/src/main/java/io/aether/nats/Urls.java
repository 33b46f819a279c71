package io.aether.nats;

/// URLs as they may appear in logs and messages.
final class Urls {

  private Urls() {}

  /// {@return `url` without the user and the password that may precede the host}
  static String masked(String url) {
    return url.replaceAll("(^|//)[^/@\\s]*@", "$1***@");
  }
}
