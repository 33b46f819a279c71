package io.aether.cluster.remote;

/// A message could not be turned into bytes, or not back. The message says which class and why.
public final class CodecException extends Exception {
  private static final long serialVersionUID = 1;

  CodecException(String message, Throwable cause) {
    super(message, cause);
  }
}
