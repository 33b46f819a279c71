package io.aether.cluster.remote;

/// A message could not be encoded or decoded. The text names the class and the reason.
public final class CodecException extends Exception {
  private static final long serialVersionUID = 1;

  CodecException(String message, Throwable cause) {
    super(message, cause);
  }
}
